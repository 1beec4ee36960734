import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { isDictionary, TASKS_JSON_FILENAME, textOf, timeOf } from '../contract/index.ts'
import { filledText, refuse, type Warnings } from '../host/index.ts'
import { clearEnded, clearedTask, clearedTasks, forgetCleared } from './cleared-tasks.ts'
import type { Draft } from './draft.ts'
import { now } from './now.ts'
import { plainCopy } from './plain.ts'
import { SharedFile } from './shared-file.ts'
import { attemptsAfter, endedBefore, orphansIn, patchTask } from './task-changes.ts'
import { taskFailures } from './task-failures.ts'
import { identityOf, keepTasks, putTask, sameTask, tasksById } from './task-index.ts'
import { checkPatch, isActiveStatus, type NewTask, type TaskPatch, taskKeys } from './task-keys.ts'

export type TaskEvent = {
  id: string
  type: string
  status: string
  /** When, ISO 8601. */
  ts: string
  characterId?: string | undefined
  durationSeconds?: number | undefined
  reason?: string | undefined
}

export type TaskListSettings = {
  folder: string
  warnings: Warnings
  /** Who works on the tasks that are added here. */
  writer: Draft
  /** Ended tasks older than this leave the file, in seconds. Default: never. */
  retentionSeconds: number
  /** Answers for the type of a task whether its phase runs now. */
  isRunning: () => (type: unknown) => boolean
  stepNumberOf: (type: string) => number | undefined
  /** Told when a task begins or ends. */
  onTransition: (event: TaskEvent) => void
  /** Answers for the writer of a task whether it is gone. */
  writerIsGone: () => (writer: unknown) => boolean
  /** Answers for a writer that is gone when it gave its last sign of life, ms since 1970. */
  lastSigns: () => (writer: unknown) => number | undefined
}

/** Every page that looks at the story loads all of it. */
const MAX_METADATA_BYTES = 64 * 1024

export type TaskTally = { complete: number; total: number }

/**
 * The tasks of a show in `_tasks.json`. They change often, so writes are gathered (at most every 100 ms, and always
 * before the process exits).
 */
export function openTaskList(settings: TaskListSettings) {
  /** The active tasks of this tracker, and since when (monotonic, ms). */
  const started = new Map<string, number>()
  /** What was active when its phase ended: a late report of progress must not revive it. */
  const settled = new Set<string>()
  let orphansChecked = false
  let changes = 0
  /** What small changes have made of tasks since the last write, in one change of the file. */
  let hot: { key: string; byTask: Map<string, Draft>; make: (draft: Draft) => void } | undefined

  const file = new SharedFile(join(settings.folder, TASKS_JSON_FILENAME), settings.warnings, {
    beforeWrite(draft) {
      draft['updated_ts'] = now()
      if (Number.isFinite(settings.retentionSeconds)) {
        const nowMs = Date.now()
        const isRunning = settings.isRunning()
        const isOld = (task: Draft) =>
          !isRunning(task['type']) && endedBefore(task, settings.retentionSeconds, nowMs)
        keepTasks(draft, (task) => !isOld(task))
      }
    },
    afterWrite: () => {
      hot = undefined
    },
  })

  /** A change of its own, after all that came before it. */
  function change(make: (draft: Draft) => void): void {
    hot = undefined
    changes += 1
    file.soon(`change ${changes}`, make)
  }

  /** New values of a task that stays what it is: made at once, and again if another process writes first. */
  function refresh(id: string, task: Draft, keys: Draft): void {
    assign(task, keys)
    hot ??= gathering()
    const known = hot.byTask.get(id)
    if (known === undefined) hot.byTask.set(id, keys)
    else assign(known, keys)
    file.made(hot.key, hot.make)
  }

  function gathering() {
    changes += 1
    const byTask = new Map<string, Draft>()
    const make = (draft: Draft) => {
      const tasks = tasksById(draft)
      for (const [id, keys] of byTask) assign(tasks.get(id) ?? {}, keys)
    }
    return { key: `refresh ${changes}`, byTask, make }
  }

  /** Once, before the first change: what a dead predecessor left active has failed. */
  function settlePredecessor(): void {
    if (orphansChecked) return
    orphansChecked = true
    failOrphans()
  }

  /** Tasks whose process is gone have failed. */
  function failOrphans(): void {
    const isGone = settings.writerIsGone()
    if (orphansIn(file.read(), isGone).length === 0) return
    // It may have ended its tasks and gone between the look at the file and the look at it: gone, it writes no more.
    const draft = file.read()
    const orphans = orphansIn(draft, isGone)
    if (orphans.length === 0) return
    const signOf = settings.lastSigns()
    const writtenMs = timeOf(draft['updated_ts'])
    for (const task of orphans) {
      const endedMs = Math.max(
        signOf(task['writer']) ?? writtenMs ?? Date.now(),
        timeOf(task['started_at']) ?? 0,
      )
      end(task, 'process died', new Date(Math.min(endedMs, Date.now())).toISOString())
    }
  }

  function end(task: Draft, error: string, ts: string = now()): void {
    const id = textOf(task['id']) ?? ''
    const keys = { status: 'failed', error }
    const writer = JSON.stringify(task['writer'])
    const before = { ...task }
    change((draft) => {
      const task = tasksById(draft).get(id)
      // Whoever has taken it over meanwhile works on it, and what has ended meanwhile stays as it is.
      if (!isActiveStatus(task?.['status']) || JSON.stringify(task?.['writer']) !== writer) return
      patchTask(draft, id, keys, ts)
    })
    tell(id, { ...before, ...keys }, 'failed', ts)
  }

  function secondsOf(id: string): number | undefined {
    const since = started.get(id)
    started.delete(id)
    return since === undefined ? undefined : Math.round(performance.now() - since) / 1000
  }

  function keysOf(task: Partial<NewTask>): Draft {
    const keys = taskKeys(task, settings.warnings)
    if (task.metadata === undefined) return keys
    const metadata = plainCopy('`metadata` of a task', task.metadata, settings.warnings)
    if (metadata === undefined) return keys
    if (!isDictionary(metadata)) throw refuse('metadata', 'an object that JSON can hold', task.metadata)
    const bytes = Buffer.byteLength(JSON.stringify(metadata))
    if (bytes > MAX_METADATA_BYTES) {
      throw refuse('metadata', `at most ${MAX_METADATA_BYTES} bytes as JSON (put more into a file)`, bytes)
    }
    return { ...keys, metadata }
  }

  function tell(id: string, task: Draft, status: string, ts: string): void {
    settings.onTransition({
      id,
      ts,
      type: textOf(task['type']) ?? '',
      status,
      characterId: textOf(task['character_id']),
      durationSeconds: isActiveStatus(status) ? undefined : secondsOf(id),
      reason: textOf(task['error']),
    })
  }

  return {
    /** @param begin called once the task is known to be sound, before it is added */
    add(task: NewTask, begin: () => void): string {
      filledText('type', task.type)
      const keys = keysOf({ ...task, status: task.status ?? 'starting' })
      const identity = identityOf(keys)
      const id =
        task.id === undefined ? (sameTask(file.peek(), identity) ?? randomUUID()) : filledText('id', task.id)
      const holder = tasksById(file.peek()).get(id)
      if (holder !== undefined && identityOf(holder) !== identity) {
        throw refuse(
          'id',
          'of no task with another type, show or character; leave it out, and one is made',
          id,
        )
      }
      begin()
      settlePredecessor()
      const step = settings.stepNumberOf(task.type)
      const ts = now()
      const active = isActiveStatus(keys['status'])
      const made: Draft = {
        id,
        ...keys,
        started_at: ts,
        ...(active ? { writer: settings.writer } : { completed_at: ts }),
        ...(step === undefined ? {} : { step_number: step }),
      }
      settled.delete(id)
      if (active) started.set(id, performance.now())
      change((draft) => {
        const same = sameTask(draft, identity)
        const before = same === undefined ? undefined : tasksById(draft).get(same)
        const earlier = before ?? clearedTask(draft, identity)
        const attempts = attemptsAfter(earlier)
        if (earlier !== before) forgetCleared(draft, (other) => other === earlier)
        if (before !== undefined && same !== id) keepTasks(draft, (other) => other !== before)
        putTask(draft, { ...made, ...attempts }, identity)
      })
      tell(id, made, String(keys['status']), ts)
      return id
    },

    /** @returns false for a task that isn't in the list */
    update(id: string, patch: TaskPatch): boolean {
      filledText('id', id)
      checkPatch(patch)
      const keys = keysOf(patch)
      settlePredecessor()
      const task = tasksById(file.peek()).get(id)
      if (task === undefined) return false
      const was = task['status']
      const status = keys['status']
      if (status === undefined || (status === was && isActiveStatus(status))) {
        refresh(id, task, keys)
        return true
      }
      if (isActiveStatus(status) && settled.has(id)) return true
      const active = isActiveStatus(status)
      if (active && !isActiveStatus(was)) {
        keys['writer'] = settings.writer
        started.set(id, performance.now())
      }
      const ts = now()
      const before = { ...task }
      change((draft) => patchTask(draft, id, keys, ts))
      if (status !== was) tell(id, { ...before, ...keys }, String(status), ts)
      return true
    },

    remove(id: string): void {
      filledText('id', id)
      started.delete(id)
      change((draft) => {
        keepTasks(draft, (task) => task['id'] !== id)
        forgetCleared(draft, (task) => task['id'] === id)
      })
    },

    clearCompleted(): void {
      const isRunning = settings.isRunning()
      change((draft) => clearEnded(draft, isRunning))
    },

    /** A phase has ended: what was cleared of it says no more, and what is old may leave. */
    phaseEnded(type: string): void {
      if (clearedTasks(file.peek()).length === 0 && !Number.isFinite(settings.retentionSeconds)) return
      change((draft) => forgetCleared(draft, (task) => task['type'] === type))
    },

    /** What this tracker still works on in a phase that ends has failed: nobody will say more about it. */
    settle(type: string, error: string): void {
      for (const id of [...started.keys()]) {
        const task = tasksById(file.peek()).get(id)
        if (task?.['type'] !== type || !isActiveStatus(task['status'])) continue
        settled.add(id)
        end(task, error)
      }
    },

    /** The phases that this tracker's active tasks belong to. */
    activeTypes(): Set<string> {
      const byId = tasksById(file.peek())
      return new Set([...started.keys()].flatMap((id) => textOf(byId.get(id)?.['type']) ?? []))
    },

    /** A phase that starts again may go on with what was settled. */
    reopen(type: string): void {
      for (const id of settled) if (tasksById(file.peek()).get(id)?.['type'] === type) settled.delete(id)
    },

    failOrphans,

    /** How long the oldest active task of a phase has been at work in this tracker, in seconds. */
    oldestActiveSeconds(type: string): number | undefined {
      const byId = tasksById(file.peek())
      for (const [id, since] of started) {
        if (byId.get(id)?.['type'] === type) return (performance.now() - since) / 1000
      }
      return undefined
    },

    /** What the tasks of a phase say against its being done, those of other processes too. */
    failures: (type: string, sinceMs: number | undefined) => taskFailures(file.read(), type, sinceMs),

    /** Counts of some phases: how many tasks each has and how many succeeded. */
    counts(types: ReadonlySet<string>): Map<string, TaskTally> {
      const tallies = new Map(
        [...types].map((type): [string, TaskTally] => [type, { complete: 0, total: 0 }]),
      )
      // Others may have added to the list since this tracker looked at it.
      const draft = file.read()
      const add = (task: Draft) => {
        const tally = tallies.get(textOf(task['type']) ?? '')
        if (tally === undefined) return
        tally.total += 1
        if (task['status'] === 'succeeded') tally.complete += 1
      }
      for (const task of tasksById(draft).values()) add(task)
      for (const task of clearedTasks(draft)) add(task)
      return tallies
    },

    flush: (): void => file.flush(),
    close: (): void => file.close(),
  }
}

export type TaskList = ReturnType<typeof openTaskList>

/** A loop is several times as quick as Object.assign for one key or two. */
function assign(target: Draft, keys: Draft): void {
  for (const key in keys) target[key] = keys[key]
}

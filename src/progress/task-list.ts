import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { TASKS_JSON_FILENAME, textOf } from '../contract/index.ts'
import { filledText, type Warnings } from '../host/index.ts'
import type { Draft } from './draft.ts'
import { plainCopy } from './plain.ts'
import { SharedFile } from './shared-file.ts'
import {
  endedBefore,
  failOrphans,
  isActiveStatus,
  keepTasks,
  type NewTask,
  patchTask,
  putTask,
  sameTask,
  type TaskPatch,
  taskKeys,
  tasksById,
} from './task-changes.ts'

export type TaskEvent = {
  id: string
  type: string
  status: string
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
  stepNumberOf: (type: string) => number | undefined
  /** Told when a task begins or ends. */
  onTransition: (event: TaskEvent) => void
}

/**
 * The tasks of a show in `_tasks.json`. They change often, so writes are gathered (at most every 100 ms, and always
 * before the process exits).
 */
export function openTaskList(settings: TaskListSettings) {
  const started = new Map<string, number>()
  let orphansChecked = false

  const file = new SharedFile(join(settings.folder, TASKS_JSON_FILENAME), settings.warnings, {
    beforeWrite(draft) {
      draft['updated_ts'] = now()
      if (Number.isFinite(settings.retentionSeconds)) {
        const nowMs = Date.now()
        keepTasks(draft, (task) => !endedBefore(task, settings.retentionSeconds, nowMs))
      }
    },
  })

  /** Once, before the first change: what a dead predecessor left active has failed. */
  function settlePredecessor(): void {
    if (orphansChecked) return
    orphansChecked = true
    const ts = now()
    if (failOrphans(file.read(), ts) > 0) file.soon('orphans', (draft) => void failOrphans(draft, ts))
  }

  function secondsOf(id: string): number | undefined {
    const since = started.get(id)
    started.delete(id)
    return since === undefined ? undefined : Math.round(performance.now() - since) / 1000
  }

  function keysOf(task: Partial<NewTask>): Draft {
    const keys = taskKeys(task)
    if (task.metadata === undefined) return keys
    const metadata = plainCopy('`metadata` of a task', task.metadata, settings.warnings)
    return metadata === undefined ? keys : { ...keys, metadata }
  }

  function tell(id: string, task: Draft, status: string): void {
    settings.onTransition({
      id,
      type: textOf(task['type']) ?? '',
      status,
      characterId: textOf(task['character_id']),
      durationSeconds: isActiveStatus(status) ? undefined : secondsOf(id),
      reason: textOf(task['error']),
    })
  }

  return {
    add(task: NewTask): string {
      filledText('type', task.type)
      const keys = keysOf({ status: 'starting', ...task })
      settlePredecessor()
      const id =
        task.id === undefined ? (sameTask(file.peek(), keys) ?? randomUUID()) : filledText('id', task.id)
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
      if (active) started.set(id, performance.now())
      file.soon(`task ${id}`, (draft) => {
        const double = sameTask(draft, keys)
        if (double !== undefined && double !== id) keepTasks(draft, (other) => other['id'] !== double)
        putTask(draft, { ...made })
      })
      tell(id, made, String(keys['status']))
      return id
    },

    /** @returns false for a task that isn't in the list */
    update(id: string, patch: TaskPatch): boolean {
      filledText('id', id)
      const keys = keysOf(patch)
      settlePredecessor()
      const before = tasksById(file.peek()).get(id)
      if (before === undefined) return false
      const was = before['status']
      const ts = now()
      file.soon(`patch ${id} ${Object.keys(keys).join()}`, (draft) => void patchTask(draft, id, keys, ts))
      const status = keys['status']
      if (typeof status === 'string' && status !== was) {
        if (isActiveStatus(status) && !isActiveStatus(was)) started.set(id, performance.now())
        tell(id, { ...before, ...keys }, status)
      }
      return true
    },

    remove(id: string): void {
      filledText('id', id)
      started.delete(id)
      file.soon(`remove ${id}`, (draft) => keepTasks(draft, (task) => task['id'] !== id))
    },

    clearCompleted(): void {
      file.soon('clear', (draft) => keepTasks(draft, (task) => isActiveStatus(task['status'])))
    },

    /** Counts of one phase: how many tasks it has and how many succeeded. */
    counts(type: string): { complete: number; total: number } {
      let complete = 0
      let total = 0
      for (const task of tasksById(file.peek()).values()) {
        if (task['type'] !== type) continue
        total += 1
        if (task['status'] === 'succeeded') complete += 1
      }
      return { complete, total }
    },

    flush: (): void => file.flush(),
    close: (): void => file.close(),
  }
}

export type TaskList = ReturnType<typeof openTaskList>

const now = () => new Date().toISOString()

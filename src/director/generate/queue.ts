import { randomBytes } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { identityOf, processPresence } from '../../files/index.ts'
import { sourceOf } from '../review/index.ts'
import { type Database, setOrigin, type Task, tasks } from '../store/index.ts'
import { contentHash, type MediaKind, readStream, type Segment, type Stream } from '../streams/index.ts'
import type { Generator, Generators } from './config.ts'
import { publish, workFolder } from './publish.ts'
import { endGroup, type Run, runCommand } from './run.ts'

/** Runs the tasks of the store, one process among others that may do the same. */
export type Queue = {
  /** Looks for work now, because some was just added. */
  look(): void
  /** Ends the commands under way; their tasks go back into the queue. */
  close(): Promise<void>
}

const LOOK_MS = 1000
const MAX_ATTEMPTS = 2
const KINDS: readonly MediaKind[] = ['keyframe', 'video']

export function startQueue(
  db: Database,
  root: string,
  generators: Generators,
  onWarning: (message: string) => void,
): Queue {
  const running = new Map<number, { kind: MediaKind; run: Run; ended: Promise<void> }>()
  let closed = false

  const begin = (task: Task, generator: Generator) => {
    let run: Run | undefined
    try {
      const work = prepared(root, task, generator)
      run = runCommand(work.argv, {
        input: generator.prompt === 'stdin' ? work.prompt : '',
        cwd: work.stream.folder,
        timeoutMs: generator.timeout_seconds * 1000,
        onProgress: (percent) => tasks.tellProgress(db, task.id, percent),
      })
      if (run.pid !== undefined) tasks.setOwner(db, task.id, ownerOf(run.pid))
      const ended = run.ended
        .then((outcome) => {
          if (closed) tasks.requeue(db, task.id)
          else if (outcome.kind === 'failed') tasks.finish(db, task.id, 'failed', outcome.reason)
          else finishWell(db, root, task, work)
        })
        .catch((error) => void tasks.finish(db, task.id, 'failed', inWords(error)))
        .finally(() => {
          for (const path of [work.output, work.promptFile]) rmSync(path, { force: true })
          running.delete(task.id)
          if (!closed) look()
        })
      running.set(task.id, { kind: task.kind, run, ended })
    } catch (error) {
      tasks.finish(db, task.id, 'failed', inWords(error))
    }
  }

  const look = () => {
    if (closed) return
    try {
      recover(db)
      for (const { run, id } of [...running].map(([id, more]) => ({ id, ...more }))) {
        if (tasks.taskWith(db, id)?.status !== 'running') run.stop('It was canceled.')
      }
      for (const kind of KINDS) {
        const generator = generators[kind]
        if (generator === undefined) continue
        const busy = () => [...running.values()].filter((one) => one.kind === kind).length
        for (let free = generator.concurrency - busy(); free > 0; free -= 1) {
          const task = tasks.claim(db, kind, ownerOf())
          if (task === undefined) break
          begin(task, generator)
        }
      }
    } catch (error) {
      onWarning(`The task queue stumbled and goes on: ${inWords(error)}`)
    }
  }

  const timer = setInterval(look, LOOK_MS).unref()
  look()
  return {
    look,
    async close() {
      closed = true
      clearInterval(timer)
      const all = [...running.values()]
      for (const { run } of all) run.stop('The server was ended.')
      await Promise.all(all.map(({ ended }) => ended))
    },
  }
}

type Work = {
  stream: Stream
  segment: Segment
  argv: string[]
  prompt: string
  output: string
  promptFile: string
  source: string
}

/** Everything that a command is given; the prompts are those of now. */
function prepared(root: string, task: Task, generator: Generator): Work {
  const stream = readStream(root, task.stream)
  const segment = stream.spec?.segments.find(({ key }) => key === task.segment)
  if (segment === undefined) throw new Error('The segment is not in production.json any more.')
  const prompt = task.kind === 'keyframe' ? segment.image.value : segment.motion.value
  const keyframe = stream.media('keyframe', segment)
  if (task.kind === 'video' && keyframe === undefined)
    throw new Error('The video needs a keyframe, and there is none yet.')
  const base = join(workFolder(root, task.stream, task.kind), `${task.id}-${randomBytes(4).toString('hex')}`)
  const output = `${base}.${task.kind === 'keyframe' ? 'png' : 'mp4'}`
  const promptFile = `${base}.txt`
  if (generator.prompt === 'file') writeFileSync(promptFile, prompt, { flag: 'wx' })
  const places: Readonly<Record<string, string>> = {
    output,
    prompt_file: promptFile,
    keyframe: keyframe === undefined ? '' : join(stream.folder, keyframe.path),
    spec_file: join(stream.folder, 'production.json'),
    stream: task.stream,
    segment: task.segment,
  }
  const argv = generator.command.map((word) =>
    word.replaceAll(/\{(\w+)\}/g, (all, name: string) =>
      Object.hasOwn(places, name) ? (places[name] ?? '') : all,
    ),
  )
  const source = sourceOf(task.kind, segment, () => contentHash(stream.folder, keyframe?.path ?? '') ?? '')
  return { stream, segment, argv, prompt, output, promptFile, source }
}

/** A task that was canceled while its command came to its end leaves the current file as it was. */
function finishWell(db: Database, root: string, task: Task, work: Work): void {
  if (tasks.taskWith(db, task.id)?.status !== 'running') return
  const fileHash = publish(root, task.stream, task.kind, task.segment, work.output)
  setOrigin(db, { stream: task.stream, segment: task.segment, checkpoint: task.kind, fileHash }, work.source)
  tasks.finish(db, task.id, 'done', '')
}

const ownerOf = (generator?: number): string =>
  JSON.stringify({
    server: identityOf(),
    ...(generator === undefined ? {} : { generator: identityOf(generator) }),
  })

/** Tasks of servers that were killed: what they started is ended, then it is tried once more, then it has failed. */
function recover(db: Database): void {
  for (const task of tasks.runningTasks(db)) {
    const {
      server,
      generator,
    }: { server?: Parameters<typeof processPresence>[0]; generator?: typeof server } = JSON.parse(
      task.owner || '{}',
    )
    if (server === undefined || processPresence(server) !== 'gone') continue
    if (generator?.pid !== undefined && processPresence(generator) === 'present')
      endGroup(generator.pid, 'SIGKILL')
    if (task.attempts < MAX_ATTEMPTS) tasks.requeue(db, task.id)
    else tasks.finish(db, task.id, 'failed', 'The server was killed twice while this was being made.')
  }
}

const inWords = (error: unknown): string => (error instanceof Error ? error.message : String(error))

import type { Job, WorkSource } from '../queue/index.ts'
import type { TaskKind } from '../store/index.ts'
import type { Commands } from './config.ts'
import { beginDeployment } from './deploy.ts'
import { beginFile, type Work } from './work.ts'
import { sweepStreams } from './work-files.ts'

/** Carries out tasks, wherever they come from. */
export type Worker = {
  /** Looks for work and for what was canceled now, because something was just asked for. */
  look(): void
  /** Ends the commands under way; their tasks go back to where they came from. */
  close(): Promise<void>
}

type UnderWay = { job: Job; work: Work; ended: Promise<unknown>; heardAt: number }

const LOOK_MS = 500
const CLOSE_MS = 10_000
const KINDS: readonly TaskKind[] = ['keyframe', 'video', 'deploy']

/**
 * Takes tasks as long as there are places for them, runs their commands, and tells what came of each.
 *
 * @param root the folder of streams, where the files are made
 * @example const worker = startWorker(source, '/pipeline/streams', commandsIn('director.config.json'), console.error)
 */
export function startWorker(
  source: WorkSource,
  root: string,
  commands: Commands,
  onWarning: (message: string) => void,
): Worker {
  const underWay = new Map<number, UnderWay>()
  let closed = false

  const placesFor = (kind: TaskKind): number => {
    const limit =
      kind === 'deploy' ? Number(commands.deploy !== undefined) : commands.generators[kind]?.concurrency
    return (limit ?? 0) - [...underWay.values()].filter(({ job }) => job.kind === kind).length
  }

  const begin = (job: Job): Work | undefined => {
    if (job.kind === 'deploy') return commands.deploy && beginDeployment(root, job, commands.deploy)
    const generator = commands.generators[job.kind]
    return generator && beginFile(root, job, job.kind, generator, onWarning)
  }

  const take = async (job: Job) => {
    let work: Work | undefined
    try {
      work = begin(job)
      if (work === undefined) throw new Error(`Nothing is set up here for a ${job.kind}.`)
    } catch (error) {
      await settled(() => source.fail(job, inWords(error)))
      return
    }
    const { run } = work
    const ended = carryOut(job, work).finally(() => {
      underWay.delete(job.id)
      warned(work.clear)
      look()
    })
    underWay.set(job.id, { job, work, ended, heardAt: performance.now() })
    try {
      if (run.pid !== undefined) await source.started(job, run.pid)
      // From here on whoever finds us gone knows what to end before the task is taken up again.
      run.begin()
    } catch (error) {
      run.stop(inWords(error))
    }
  }

  /** What can't be tidied up ends nobody's work. */
  const warned = (tidy: () => void) => {
    try {
      tidy()
    } catch (error) {
      onWarning(inWords(error))
    }
  }

  const carryOut = async (job: Job, work: Work) => {
    const outcome = await work.run.ended
    if (closed) return settled(() => source.requeue(job))
    if (outcome.kind === 'failed') return settled(() => source.fail(job, outcome.reason))
    // The last look: what was canceled, or is somebody else's by now, leaves the file as it was.
    if (!(await settled(() => source.progress(job, { percent: 99, lines: outcome.lastLines })))) {
      return settled(() => source.fail(job, 'It was canceled.'))
    }
    try {
      const made = work.complete(outcome.lastLines)
      return await settled(() => source.finish(job, made, outcome.lastLines))
    } catch (error) {
      return await settled(() => source.fail(job, inWords(error)))
    }
  }

  /** What came of a task is told until it is heard: a full disk or a lost connection passes. */
  const settled = async (tell: () => Promise<boolean>): Promise<boolean> => {
    for (;;) {
      try {
        return await tell()
      } catch (error) {
        onWarning(`The task queue can't be told what came of a task, and is tried again: ${inWords(error)}`)
        if (closed) return false
        await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
      }
    }
  }

  const tellProgress = async (one: UnderWay) => {
    const asked = performance.now()
    const { percent = 0, lines } = one.work.run.heard()
    if (await source.progress(one.job, { percent, lines })) one.heardAt = asked
    else one.work.run.stop('It was canceled.')
  }

  const lookOnce = async () => {
    await Promise.all([...underWay.values()].map(tellProgress))
    for (const kind of KINDS) {
      while (!closed && placesFor(kind) > 0) {
        const job = await source.claim(kind)
        if (job === undefined) break
        if (closed) await source.requeue(job)
        else await take(job)
      }
    }
  }

  let looking: Promise<void> | undefined
  let again = false
  const look = () => {
    again = true
    if (closed || looking !== undefined) return
    looking = lookAgain().finally(() => {
      looking = undefined
    })
  }
  const lookAgain = async () => {
    while (again && !closed) {
      again = false
      try {
        await lookOnce()
      } catch (error) {
        onWarning(`The task queue stumbled and goes on: ${inWords(error)}`)
      }
    }
  }

  /** Whoever can't say in time that it goes on has to stop: somebody else may have the task by now. */
  const endLost = () => {
    for (const { work, heardAt } of underWay.values()) {
      if (performance.now() - heardAt > source.leaseMs)
        work.run.stop('The task queue could not be reached in time.')
    }
  }

  warned(() => sweepStreams(root, onWarning))
  const timer = setInterval(() => {
    endLost()
    look()
  }, LOOK_MS)
  look()
  return {
    look,
    async close() {
      closed = true
      clearInterval(timer)
      await within(looking)
      const all = [...underWay.values()]
      for (const { work } of all) work.run.stop('The server was ended.')
      await within(Promise.all(all.map(({ ended }) => ended)))
    },
  }
}

/** A queue that can't be reached keeps nobody from ending: its lease runs out. */
const within = (work: Promise<unknown> | undefined): Promise<unknown> =>
  Promise.race([work, new Promise((resolve) => setTimeout(resolve, CLOSE_MS).unref())])

const inWords = (error: unknown): string => (error instanceof Error ? error.message : String(error))

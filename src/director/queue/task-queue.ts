import type { Made, NewTask, Task, TaskKind } from '../store/index.ts'

/** A task as the one who carries it out gets it. `attempts` counts this one. */
export type Job = Pick<Task, 'id' | 'stream' | 'segment' | 'kind' | 'attempts' | 'by'>

/** How far an attempt is: percent, and the last lines of its command. */
export type Told = { percent: number; lines: string }

/** Where tasks come from, for the one who carries them out: in this process or on another machine. */
export type WorkSource = {
  /** Takes the oldest queued task of a kind, which nobody else gets then. One whose worker died comes a second time. */
  claim(kind: TaskKind): Promise<Job | undefined>
  /** Says that the attempt goes on. False: it was canceled or given to somebody else, and has to end. */
  progress(job: Job, told: Told): Promise<boolean>
  /** Which process group carries the task out, so that it can be ended when this process is killed. */
  started(job: Job, group: number): Promise<void>
  /** False when the attempt was over already. */
  finish(job: Job, made: Made, lines: string): Promise<boolean>
  fail(job: Job, reason: string): Promise<boolean>
  /** Gives the task back untried, because this process ends. */
  requeue(job: Job): Promise<boolean>
  /** For how long nobody else takes a task after its last `progress`, in ms; Infinity while this process lives. */
  readonly leaseMs: number
  close(): Promise<void>
}

/** The dashboard's side: what people ask for. The store knows how each task stands. */
export type TaskQueue = {
  /** @returns how many are new; there is one task under way for each file */
  enqueue(tasks: readonly NewTask[], userId: number): Promise<number>
  /** The worker is told, wherever it is. @returns false when it had ended already */
  cancel(id: number): Promise<boolean>
  /** Looks now for what the store was told to do, and for what came of it. */
  look(): void
  close(): Promise<void>
}

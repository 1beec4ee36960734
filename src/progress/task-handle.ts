import { describeFailure } from './failure.ts'
import type { TaskPatch } from './task-changes.ts'

/** One task, ready to be moved on. */
export type TaskHandle = {
  readonly id: string
  /** How far it is, 0 to 100; the task is then being processed. */
  progress(percent: number): void
  /** It is done; `outputUrl` is what it made, relative to the story folder. */
  succeed(result?: { outputUrl?: string }): void
  /** It has failed, with what was thrown. */
  fail(error: unknown): void
  cancel(): void
  update(patch: TaskPatch): void
}

export function taskHandle(id: string, update: (patch: TaskPatch) => void): TaskHandle {
  return {
    id,
    update,
    progress: (percent) => update({ status: 'processing', progress: percent }),
    succeed: (result = {}) => update({ ...result, status: 'succeeded' }),
    fail: (error) => update({ status: 'failed', error: describeFailure(error).message }),
    cancel: () => update({ status: 'canceled' }),
  }
}

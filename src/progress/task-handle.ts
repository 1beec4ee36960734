import { describeFailure } from './failure.ts'
import type { TaskPatch } from './task-keys.ts'

/** One task, ready to be moved on. */
export type TaskHandle = {
  readonly id: string
  /** How far it is in percent, 0 to 100 (beyond that counts as 0 or 100); the task is then being processed. */
  progress(percent: number): void
  /** It is done; `outputUrl` is what it made, relative to the story folder. */
  succeed(result?: { outputUrl?: string }): void
  /** It has failed, with what was thrown; "no reason given" where that is nothing. */
  fail(error?: unknown): void
  cancel(): void
  update(patch: TaskPatch): void
}

/**
 * A handle whose task has ended says nothing more: a late report of progress must not revive it.
 *
 * @param update makes the change; `error` is what the task failed with, as it was thrown or reported
 */
export function taskHandle(id: string, update: (patch: TaskPatch, error: unknown) => void): TaskHandle {
  let ended = false
  const patch = (changes: TaskPatch, isEnd = false, error: unknown = reportedError(changes)) => {
    if (ended) return
    ended = isEnd
    update(changes, error)
  }
  return {
    id,
    update: (changes) => patch(changes),
    progress: (percent) => patch({ status: 'processing', progress: percent }),
    succeed: (result = {}) => patch({ ...result, status: 'succeeded' }, true),
    fail: (error) => patch({ status: 'failed', error: describeFailure(error).message }, true, error),
    cancel: () => patch({ status: 'canceled' }, true),
  }
}

const reportedError = ({ error }: TaskPatch): Error | undefined =>
  error === undefined ? undefined : new Error(error)

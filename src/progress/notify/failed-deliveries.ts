import { join } from 'node:path'
import { listOf, ownValue, textOf, timeOf } from '../../contract/index.ts'
import { readJsonLines } from '../../files/index.ts'

/** Where the watchdog writes down what it delivered, and what it couldn't. */
export const NOTIFICATIONS_FILENAME = '_notifications.jsonl'

/** Word of an event that did not arrive. */
export type FailedDelivery = { event: string; by: string; detail: string; atMs: number }

/**
 * The last delivery of a story that failed.
 *
 * @param sinceMs what happened before, ms since 1970, is passed over
 * @returns undefined when there is none, or nothing can be read
 * @example lastFailedDelivery('./my-story', run.startedMs)?.detail // 'HTTP 500'
 */
export function lastFailedDelivery(storyPath: string, sinceMs: number): FailedDelivery | undefined {
  const line = linesOf(storyPath).findLast(
    (one) => failureIn(one) !== undefined && (timeOf(ownValue(one, 'at')) ?? 0) >= sinceMs,
  )
  const failure = failureIn(line)
  if (failure === undefined) return undefined
  return {
    event: textOf(ownValue(line, 'event')) ?? 'unknown',
    by: textOf(ownValue(failure, 'by')) ?? 'unknown',
    detail: textOf(ownValue(failure, 'detail')) ?? 'no reason given',
    atMs: timeOf(ownValue(line, 'at')) ?? 0,
  }
}

/** `the webhook was not told of "finished": HTTP 500` */
export const deliveryInWords = ({ by, event, detail }: FailedDelivery): string =>
  `the ${by} was not told of "${event}": ${detail}`

const failureIn = (line: unknown): unknown =>
  listOf(ownValue(line, 'deliveries')).findLast((delivery) => ownValue(delivery, 'ok') === false)

/** It is a record for people: one that can't be read says nothing, and is no trouble of the story's. */
function linesOf(storyPath: string): readonly unknown[] {
  try {
    return readJsonLines(join(storyPath, NOTIFICATIONS_FILENAME)).values
  } catch {
    return []
  }
}

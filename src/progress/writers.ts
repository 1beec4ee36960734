import { isSameWriter, type WriterView, writerOf } from '../contract/index.ts'
import { identityOf, processPresence } from '../files/index.ts'

/** A writer that can't be asked may miss this many of its heartbeats before its work is given up for it. */
const PATIENT_BEATS = 6
const GRACE_SECONDS = 1

/**
 * Whether a writer is gone: its process, or, where that can't be seen (another machine, another container), its
 * heartbeat for several times as long as it promised.
 *
 * @param silent what to go by for a writer that has no heartbeat of its own
 */
export function isGone(writer: WriterView, nowMs: number, silent: boolean): boolean {
  if (hasLeft(writer)) return true
  const presence = processPresence(writer)
  if (presence !== 'unknown') return presence === 'gone'
  const { beatMs, heartbeatSeconds } = writer
  if (beatMs === undefined || heartbeatSeconds === undefined) return silent
  return nowMs - beatMs > PATIENT_BEATS * heartbeatSeconds * 1000
}

/** Whether a writer has closed its tracker while a phase ran. What this process has left, it may itself go on with. */
const hasLeft = (writer: WriterView): boolean =>
  writer.closedMs !== undefined && !isSameWriter(writer, identityOf())

/** Whether a writer is there: its process, or, where that can't be seen, a heartbeat on time. */
export function isAtWork(writer: WriterView, nowMs: number): boolean {
  if (hasLeft(writer)) return false
  const presence = processPresence(writer)
  if (presence !== 'unknown') return presence === 'present'
  const { beatMs, heartbeatSeconds } = writer
  if (beatMs === undefined || heartbeatSeconds === undefined) return false
  return nowMs - beatMs <= (heartbeatSeconds + GRACE_SECONDS) * 1000
}

/**
 * Answers for the writer of each task whether it is gone; each process is looked at once.
 *
 * @param known the writers of phases, whose heartbeats tell of processes that can't be seen
 */
export function taskWriterIsGone(known: readonly WriterView[], nowMs: number): (writer: unknown) => boolean {
  const answers = new Map<string, boolean>()
  // The tasks that this process added share one writer: hundreds of them are asked for with each heartbeat.
  let last: { value: unknown; answer: boolean } | undefined
  const answerFor = (value: unknown): boolean => {
    const writer = writerOf(value)
    const key = `${writer.pid} ${writer.host} ${writer.processStartId}`
    const before = answers.get(key)
    if (before !== undefined) return before
    const beating = known.find((one) => isSameWriter(one, writer)) ?? writer
    const answer = isGone(beating, nowMs, false)
    answers.set(key, answer)
    return answer
  }
  return (value) => {
    if (last === undefined || last.value !== value) last = { value, answer: answerFor(value) }
    return last.answer
  }
}

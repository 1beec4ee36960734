import { isDictionary, ownValue, textOf } from '../contract/index.ts'
import { identityOf, processPresence } from '../files/index.ts'

/** What PAUSE says: why and, where only one process meant it, which. */
export type PauseNote = { reason: string; writer: Writer | undefined }

type Writer = {
  pid: number
  host: string | undefined
  processStartedTs: string | undefined
  processStartId: string | undefined
}

const LONGEST_REASON = 500

/** The text of a PAUSE that only this process means: below the reason stands who wrote it. */
export function noteOfThisProcess(reason: string): string {
  const { pid, host, processStartedTs, processStartId } = identityOf()
  const writer = { pid, host, process_started_at: processStartedTs, process_start_id: processStartId }
  return `${reason}\n${JSON.stringify(writer)}`
}

/** Reads the text of PAUSE. Whatever it says is the reason, but for a last line that names a writer. */
export function readNote(text: string): PauseNote {
  const lines = text.trim().split('\n')
  const writer = writerFrom(lines.at(-1) ?? '')
  const reason = (writer === undefined ? lines : lines.slice(0, -1)).join(' ')
  return { reason: reason.replaceAll(/\s+/g, ' ').trim().slice(0, LONGEST_REASON), writer }
}

/** Whether the process that alone meant it is gone: then it asks nobody any more. */
export const isLeftOver = ({ writer }: PauseNote): boolean =>
  writer !== undefined && processPresence(writer) === 'gone'

export const isOfThisProcess = ({ writer }: PauseNote): boolean =>
  writer?.pid === process.pid && processPresence(writer) === 'present'

function writerFrom(line: string): Writer | undefined {
  const value = parsed(line)
  const pid = isDictionary(value) ? ownValue(value, 'pid') : undefined
  if (typeof pid !== 'number') return undefined
  return {
    pid,
    host: textOf(ownValue(value, 'host')),
    processStartedTs: textOf(ownValue(value, 'process_started_at')),
    processStartId: textOf(ownValue(value, 'process_start_id')),
  }
}

function parsed(line: string): unknown {
  try {
    return line.startsWith('{') ? JSON.parse(line) : undefined
  } catch {
    // A reason of a person may begin like this.
    return undefined
  }
}

import { openSync, writeSync } from 'node:fs'
import { StoryMonitorError } from '../../../src/errors.ts'

/** Does something once between two marks in the trace of the process; then tells how it went on standard output. */
export function runMarked(work: () => void): void {
  let told = 'done'
  mark('begin')
  try {
    work()
  } catch (error) {
    told = error instanceof StoryMonitorError ? error.code : String(error)
  }
  mark('end')
  writeSync(1, `${told}\n`)
}

function mark(name: string): void {
  try {
    openSync(`/mark-${name}`, 'r')
  } catch {
    // There is no such file: only its name in the trace is wanted.
  }
}

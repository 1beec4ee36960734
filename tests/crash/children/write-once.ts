import { openSync, writeSync } from 'node:fs'
import { StoryMonitorError } from '../../../src/errors.ts'
import { writeFileAtomic } from '../../../src/files/index.ts'

/** Replaces a file once, flushed, between two marks in the trace; then tells how it went. */
const [path = '', content = ''] = process.argv.slice(2)

function mark(name: string): void {
  try {
    openSync(`/mark-${name}`, 'r')
  } catch {
    // There is no such file: only its name in the trace is wanted.
  }
}

let told = 'done'
mark('begin')
try {
  writeFileAtomic(path, content, { flush: true })
} catch (error) {
  told = error instanceof StoryMonitorError ? error.code : String(error)
}
mark('end')
writeSync(1, `${told}\n`)

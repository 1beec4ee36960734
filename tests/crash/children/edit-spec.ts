import { openSync, writeSync } from 'node:fs'
import { editValue, hashOf } from '../../../src/director/streams/index.ts'
import { StoryMonitorError } from '../../../src/errors.ts'

/** `edit-spec <folder of streams> <text that stands there> <text that shall>`: one edit between two marks in the trace. */
const [root = '', before = '', after = ''] = process.argv.slice(2)

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
  editValue(root, 'one', '1:image_prompt', hashOf(before), after)
} catch (error) {
  told = error instanceof StoryMonitorError ? error.code : String(error)
}
mark('end')
writeSync(1, `${told}\n`)

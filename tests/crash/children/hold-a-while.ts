import { writeSync } from 'node:fs'
import { withLock } from '../../../src/files/index.ts'

/** Takes the lock of a file for a while, and prints from when to when it held it. */
const [path = '', milliseconds = '0'] = process.argv.slice(2)
const sleeper = new Int32Array(new SharedArrayBuffer(4))
withLock(path, () => {
  const from = Date.now()
  Atomics.wait(sleeper, 0, 0, Number(milliseconds))
  writeSync(1, `${JSON.stringify({ from, to: Date.now() })}\n`)
})

import { withLock } from '../../../src/files/index.ts'

/** Takes the lock of a file, says so, and keeps it until it is told to let go (or killed). */
const [path = ''] = process.argv.slice(2)
const forever = new Int32Array(new SharedArrayBuffer(4))
withLock(path, () => {
  process.stdout.write('held\n')
  Atomics.wait(forever, 0, 0)
})

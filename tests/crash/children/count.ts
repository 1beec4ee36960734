import { writeSync } from 'node:fs'
import { readJsonFile, withLock, writeFileAtomic } from '../../../src/files/index.ts'

/**
 * Adds one to its own number in a shared file, many times, each under the lock; it prints `+` when one is done. In the
 * middle of one of them it may be told to wait for ever, or to stop itself, with the lock in its hand.
 */
const [path = '', name = '', times = '0', pauseAt = '-1', how = ''] = process.argv.slice(2)
const forever = new Int32Array(new SharedArrayBuffer(4))

function pause(): void {
  writeSync(1, 'holding\n')
  if (how === 'stop') process.kill(process.pid, 'SIGSTOP')
  else Atomics.wait(forever, 0, 0)
}

for (let done = 0; done < Number(times); done += 1) {
  withLock(path, () => {
    const counts: { [name: string]: number } = Object(readJsonFile(path)?.value)
    if (done === Number(pauseAt)) pause()
    writeFileAtomic(path, JSON.stringify({ ...counts, [name]: (counts[name] ?? 0) + 1 }))
  })
  writeSync(1, '+\n')
}

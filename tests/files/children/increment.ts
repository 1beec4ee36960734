import { readJsonFile, withLock, writeFileAtomic } from '../../../src/files/index.ts'

/** Adds one to the number in a file, many times, each time under the file's lock. */
const [path = '', times = '0'] = process.argv.slice(2)
for (let done = 0; done < Number(times); done += 1) {
  withLock(path, () => {
    const count = Number(readJsonFile(path)?.value ?? 0)
    writeFileAtomic(path, String(count + 1))
  })
}
process.stdout.write('done\n')

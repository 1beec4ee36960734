import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { StoryMonitorError } from '../../../src/errors.ts'
import {
  makeFolder,
  readFileOnce,
  sweepOrphans,
  withLock,
  writeFileAtomic,
} from '../../../src/files/index.ts'

/** Tries each door of the files room in a folder that it may not change, and tells what each of them answered. */
const [folder = ''] = process.argv.slice(2)
// Root may do everything: become nobody.
if (process.getuid?.() === 0) process.setuid?.(65534)

function answerOf(work: () => unknown): string {
  try {
    return `returned ${String(work())}`
  } catch (error) {
    return error instanceof StoryMonitorError ? `${error.code}: ${error.message}` : `threw ${String(error)}`
  }
}

const path = join(folder, 'state.json')
process.stdout.write(
  JSON.stringify({
    write: answerOf(() => writeFileAtomic(path, 'new')),
    lock: answerOf(() => withLock(path, () => 'held')),
    make: answerOf(() => makeFolder(join(folder, 'below'))),
    secret: answerOf(() => readFileOnce(join(folder, 'secret.json'))),
    read: answerOf(() => readFileOnce(path)?.bytes),
    sweep: answerOf(() => sweepOrphans(folder)),
    names: readdirSync(folder),
  }),
)

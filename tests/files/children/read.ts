import { StoryMonitorError } from '../../../src/errors.ts'
import { openInside, readFileOnce } from '../../../src/files/index.ts'

/** Reads what may never end, and tells how it ended. */
const [path = '', inside] = process.argv.slice(2)
try {
  const found = inside === undefined ? readFileOnce(path) : openInside(path, inside)
  process.stdout.write(found === undefined ? 'nothing' : 'something')
} catch (error) {
  if (!(error instanceof StoryMonitorError)) throw error
  process.stdout.write(`${error.code}: ${error.message}`)
}

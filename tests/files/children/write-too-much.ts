import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { StoryMonitorError } from '../../../src/errors.ts'
import { appendLine, systemCode, writeFileAtomic } from '../../../src/files/index.ts'

/** Writes more than there is room for, and tells what the caller was told and what is left in the folder. */
const [folder = '', how = 'write'] = process.argv.slice(2)
const path = join(folder, 'state.json')
writeFileAtomic(path, '{"version":"old"}')
let told: { code: string; cause: string | undefined; message: string } | undefined
try {
  if (how === 'write') writeFileAtomic(path, JSON.stringify({ version: 'new', filler: 'x'.repeat(100_000) }))
  else appendLine(path, 'x'.repeat(100_000))
} catch (error) {
  if (!(error instanceof StoryMonitorError)) throw error
  told = { code: error.code, cause: systemCode(error.cause), message: error.message }
}
process.stdout.write(
  JSON.stringify({ told, names: readdirSync(folder), text: readFileSync(path, 'utf8').slice(0, 200) }),
)

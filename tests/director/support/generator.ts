import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../../support/temporary.ts'

/** The config of a generator of the test's own, as Node code; `out` is where the file goes, `argv` what follows. */
export function configWith(code: string, more: object = {}, words: readonly string[] = []): string {
  const file = join(temporaryFolder('generator'), 'director.config.json')
  const program = `const [out, ...argv] = process.argv.slice(1); const fs = require('node:fs'); ${code}`
  const command = [process.execPath, '-e', program, '{output}', ...words]
  writeFileSync(file, JSON.stringify({ generators: { keyframe: { command, ...more } } }))
  return file
}

import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('../..', import.meta.url))
let folder: string | undefined

/**
 * Bundles a small program of the tests into one file, so that plain Node starts it quickly and it needs nothing beside.
 *
 * @param path relative to the project, e.g. `tests/files/children/hold-lock.ts`
 * @returns the path of the bundle
 */
export async function childProgram(path: string): Promise<string> {
  folder ??= mkdtempSync(join(tmpdir(), 'story-monitor-programs-'))
  const outfile = join(folder, `${basename(path, '.ts')}.mjs`)
  await build({
    entryPoints: [join(root, path)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
  })
  return outfile
}

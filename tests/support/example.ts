import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Runs a TypeScript program of this repository to its end, as `node --import tsx <file> …`. */
export const runTypeScript = (file: string, ...args: string[]) => runTypeScriptWith({}, file, ...args)

/** The same with more in its environment; undefined takes a variable out. */
export function runTypeScriptWith(
  env: { [name: string]: string | undefined },
  file: string,
  ...args: string[]
) {
  const result = spawnSync(process.execPath, ['--import', 'tsx', file, ...args], {
    cwd: root,
    encoding: 'utf8',
    timeout: 120_000,
    env: { ...process.env, ...env },
  })
  return { status: result.status, stdout: result.stdout, stderr: result.stderr }
}

import { type ChildProcess, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { onTestFinished } from 'vitest'
import { temporaryFolder } from './temporary.ts'

const source = new URL('../../src/index.ts', import.meta.url).href
const tsx = pathToFileURL(
  fileURLToPath(new URL('../../node_modules/tsx/dist/loader.mjs', import.meta.url)),
).href

export type Child = {
  process: ChildProcess
  pid: number
  ended: Promise<number | NodeJS.Signals>
  stderr: () => string
}

/**
 * Runs a pipeline in a process of its own: the text of a module in which the library's exports and `folder` are there.
 * The child is ended with the test.
 *
 * @example const child = runPipeline(folder, `new ProgressTracker(folder).start('reddit'); process.exit(3)`)
 */
export function runPipeline(folder: string, body: string): Child {
  const script = join(temporaryFolder('pipeline'), 'pipeline.mjs')
  writeFileSync(
    script,
    `import { ProgressTracker, SkeletonWriter, writeProgressError } from ${JSON.stringify(source)}\nconst folder = ${JSON.stringify(folder)}\n${body}\n`,
  )
  const child = spawn(process.execPath, ['--import', tsx, script], { stdio: ['ignore', 'ignore', 'pipe'] })
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
  })
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once('exit', (code, signal) => resolve(code ?? signal ?? -1))
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  return { process: child, pid: child.pid ?? -1, ended, stderr: () => stderr }
}

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { StoryMonitorError } from '../../errors.ts'
import { clean } from '../../host/index.ts'
import { packageFile } from '../../progress/index.ts'
import { nextFreePort, type StoryServer, serve } from '../../server/index.ts'
import { claimFolder } from '../demo-claim.ts'
import type { Terminal } from '../terminal.ts'
import { UsageError, wholeNumber } from '../usage.ts'
import { MAX_PORT } from './serve.ts'

const HOST = '127.0.0.1'
/** How long the pipeline may take to write its last word when the demo is ended. */
const FAREWELL_MS = 1000

/** Makes the example story in a process of its own and serves it; the page stays until the person ends the demo. */
export async function demo(
  options: { port: string; fast?: boolean; folder?: string },
  terminal: Terminal,
): Promise<number> {
  const port = wholeNumber('--port', options.port, MAX_PORT)
  if (options.folder === '')
    throw new UsageError('--folder is empty; name the folder that the story goes into.')
  const folder = resolve(options.folder ?? mkdtempSync(join(tmpdir(), 'story-monitor-demo-')))
  const release = claimFolder(folder)
  try {
    return await show(folder, port, options.fast === true, terminal)
  } finally {
    release()
  }
}

async function show(folder: string, port: number, fast: boolean, terminal: Terminal): Promise<number> {
  const stopped = terminal.stopped()
  const server = await serveNear(folder, port, terminal)
  const pipeline = startPipeline(folder, fast)
  const pace = fast ? '' : ', in about a minute'
  terminal.out(`Watch the story being made${pace}: ${server.url}`)
  terminal.out(`Its files appear in ${folder}`)
  if (pipeline.pid !== undefined) {
    terminal.out(`The pipeline is process ${pipeline.pid}: kill -9 ${pipeline.pid} to see the page tell you.`)
  }
  terminal.out('Ctrl+C ends the page and the pipeline.')
  let ending = false
  const ended = endOf(pipeline, (code, signal) => {
    if (ending) return
    if (code === 0)
      terminal.out(`The story is finished: read it at ${server.url}/story.html (Ctrl+C ends the page).`)
    else terminal.err(`The pipeline ended (${signal ?? `exit code ${code}`}): look at ${server.url}`)
  })
  const code = await stopped
  ending = true
  await Promise.all([server.close(), end(pipeline, ended)])
  return code
}

async function serveNear(folder: string, port: number, terminal: Terminal): Promise<StoryServer> {
  const onWarning = (message: string) => terminal.err(clean(message))
  try {
    return await serve(folder, { port, host: HOST, onWarning })
  } catch (error) {
    const free = inUse(error) ? await nextFreePort(port, HOST) : undefined
    if (free === undefined) throw error
    terminal.out(`Port ${port} is in use, so the page is on ${free}.`)
    return serve(folder, { port: free, host: HOST, onWarning })
  }
}

const inUse = (error: unknown): boolean => error instanceof StoryMonitorError && error.code === 'PORT_IN_USE'

function startPipeline(folder: string, fast: boolean): ChildProcess {
  const args = [packageFile('story-pipeline.js'), folder, ...(fast ? ['--fast'] : [])]
  return spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
}

/** Resolves when the pipeline is gone, and says how as soon as it is. */
function endOf(
  pipeline: ChildProcess,
  tell: (code: number | null, signal: string | null) => void,
): Promise<void> {
  return new Promise((resolve) => {
    pipeline.once('error', (error) => {
      tell(null, error.message)
      resolve()
    })
    pipeline.once('exit', (code, signal) => {
      tell(code, signal)
      resolve()
    })
  })
}

async function end(pipeline: ChildProcess, ended: Promise<void>): Promise<void> {
  if (pipeline.exitCode !== null || pipeline.signalCode !== null) return
  pipeline.kill('SIGTERM')
  const force = setTimeout(() => pipeline.kill('SIGKILL'), FAREWELL_MS)
  await ended
  clearTimeout(force)
}

import { type ChildProcess, spawn } from 'node:child_process'

/** How the command ended, as the guard tells it. */
type End = { code: number | null; signal: NodeJS.Signals | null } | { error: string }

/**
 * `director-guard.js <program> <argument>…`: runs a command as the leader of its process group once it is told to, and ends
 * the whole group when the one who started it is gone. Without it a server that is killed would leave its generators at work.
 */
const [program = '', ...args] = process.argv.slice(2)

const tell = (end: End): void => {
  if (process.connected !== true || process.send === undefined) process.exit(1)
  process.send(end, () => process.exit())
}

let child: ChildProcess | undefined

process.on('disconnect', () => process.kill(-process.pid, 'SIGKILL'))
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // Else it is meant for the command, which has the same group: how it ends is told first.
    if (child === undefined) process.exit(1)
  })
}

process.once('message', () => {
  child = spawn(program, args, { stdio: 'inherit' })
  child.once('error', (error) => tell({ error: 'code' in error ? String(error.code) : error.message }))
  child.once('exit', (code, signal) => tell({ code, signal }))
})

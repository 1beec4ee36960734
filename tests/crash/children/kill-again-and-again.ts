import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

/**
 * Starts programs that write, and kills each of them in the middle of it, in several places at once. A small process of
 * its own does that, because starting another one costs the more the bigger a process is.
 *
 * Arguments: how often, then for each place the program, its argument, and the folder that it writes into.
 */
const [times = '0', ...rest] = process.argv.slice(2)
const problems: string[] = []
let orphans = 0
let mostAtOnce = 0

async function killWhileItWrites(program: string, argument: string): Promise<void> {
  // An empty environment: certificates that it may name would take Node longer than all the rest of its start.
  const child = spawn(process.execPath, [program, argument], {
    env: {},
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  await Promise.race([once(child.stdout, 'data'), ended])
  await delay(Math.random() * 5)
  child.kill('SIGKILL')
  const [code, signal] = await ended
  if (signal !== 'SIGKILL') problems.push(`${program} ended by itself, with ${code}`)
}

async function work(program: string, argument: string, folder: string): Promise<void> {
  for (let kill = 0; kill < Number(times) && problems.length === 0; kill += 1) {
    await killWhileItWrites(program, argument)
    const left = readdirSync(folder).filter((name) => name.endsWith('.tmp')).length
    orphans += left
    mostAtOnce = Math.max(mostAtOnce, left)
  }
}

const places: Promise<void>[] = []
for (let at = 0; at + 2 < rest.length; at += 3) {
  places.push(work(String(rest[at]), String(rest[at + 1]), String(rest[at + 2])))
}
await Promise.all(places)
process.stdout.write(`${JSON.stringify({ orphans, mostAtOnce, problems })}\n`)

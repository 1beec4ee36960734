import fs from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { phasesOf } from '../../../src/contract/index.ts'
import { ProgressTracker } from '../../../src/index.ts'

/**
 * `pairs <folder> <count>`: adds and updates that many tasks in one loop. `show <folder> <seconds>`: 100 characters in
 * each of the eight steps of a show, every task four times a second. Each tells what it took.
 */
const [what, folder = '', amount = '0'] = process.argv.slice(2)
const tracker = new ProgressTracker(folder, { jobId: 'bench', workflow: 'show' })
const types = phasesOf('show').map((phase) => phase.name)

function pairs(count: number) {
  const begun = threadMicroseconds()
  const begunMs = performance.now()
  for (let number = 0; number < count; number += 1) {
    const type = types[number % types.length] ?? ''
    const id = tracker.addTask({ type, characterId: `character ${number}`, status: 'processing' })
    tracker.updateTask(id, { progress: number % 100 })
  }
  return {
    microseconds: (threadMicroseconds() - begun) / count,
    wall: ((performance.now() - begunMs) * 1000) / count,
  }
}

async function show(seconds: number) {
  for (const type of types) tracker.start(type)
  const ids = types.flatMap((type) =>
    Array.from({ length: 100 }, (_, number) =>
      tracker.addTask({
        type,
        characterId: `character ${number}`,
        label: `Character number ${number}`,
        status: 'processing',
      }),
    ),
  )
  // Says that the tasks are there, so that the page can be opened on them.
  fs.writeSync(1, 'ready\n')
  await delay(2000)
  const told = await beat(seconds, ids, (id, progress) => tracker.updateTask(id, { progress }))
  // The same loop that tells nothing: what the waiting itself costs on this machine, as busy as it is.
  const idle = await beat(seconds / 4, ids, () => {})
  return { ...told, idle: idle.thread }
}

const PARTS = 5

/** Every task four times a second, a fifth of them at a time. Shares are of one core. */
async function beat(seconds: number, ids: readonly string[], update: (id: string, progress: number) => void) {
  const before = process.cpuUsage()
  const threadBefore = threadMicroseconds()
  const begun = performance.now()
  let round = 0
  while (performance.now() - begun < seconds * 1000) {
    for (let index = round % PARTS; index < ids.length; index += PARTS) {
      update(ids[index] ?? '', Math.floor(round / PARTS) % 100)
    }
    round += 1
    const next = begun + (round * 250) / PARTS
    await delay(Math.max(0, next - performance.now()))
  }
  const { user, system } = process.cpuUsage(before)
  const elapsed = (performance.now() - begun) * 1000
  return {
    share: (user + system) / elapsed,
    thread: (threadMicroseconds() - threadBefore) / elapsed,
    updates: (round / PARTS) * ids.length,
  }
}

/** On the processor, the thread alone that the pipeline's own code runs on. */
const threadMicroseconds = (): number =>
  Number(fs.readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[0]) / 1000

const result = what === 'pairs' ? pairs(Number(amount)) : await show(Number(amount))
fs.writeSync(1, `${JSON.stringify(result)}\n`)
tracker.close()

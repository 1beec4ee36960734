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
  const begun = performance.now()
  for (let number = 0; number < count; number += 1) {
    const type = types[number % types.length] ?? ''
    const id = tracker.addTask({ type, characterId: `character ${number}`, status: 'processing' })
    tracker.updateTask(id, { progress: number % 100 })
  }
  return { microseconds: ((performance.now() - begun) * 1000) / count }
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
  const before = process.cpuUsage()
  const begun = performance.now()
  const parts = 10
  let round = 0
  while (performance.now() - begun < seconds * 1000) {
    for (let index = round % parts; index < ids.length; index += parts) {
      tracker.updateTask(ids[index] ?? '', { progress: Math.floor(round / parts) % 100 })
    }
    round += 1
    const next = begun + (round * 250) / parts
    await delay(Math.max(0, next - performance.now()))
  }
  const { user, system } = process.cpuUsage(before)
  return {
    share: (user + system) / 1000 / (performance.now() - begun),
    updates: (round / parts) * ids.length,
  }
}

const result = what === 'pairs' ? pairs(Number(amount)) : await show(Number(amount))
fs.writeSync(1, `${JSON.stringify(result)}\n`)
tracker.close()

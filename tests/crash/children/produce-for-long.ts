import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { ProductionMonitor } from '../../../src/production/index.ts'

/** A run of many short segments: folder, how many, milliseconds of each. Notes each begin; says when the first one begins. */
const [folder = '', count = '0', milliseconds = '0'] = process.argv.slice(2)

const monitor = new ProductionMonitor(folder, { maxCrashes: 1_000_000, onWarning: () => {} })
let said = false
await monitor.run(
  Array.from({ length: Number(count) }, (_, index) => `s${index}`),
  async (id) => {
    appendFileSync(join(folder, 'begun.txt'), `${id}\n`)
    if (!said) console.log('begun')
    said = true
    if (Number(milliseconds) > 0) await wait(Number(milliseconds))
  },
)

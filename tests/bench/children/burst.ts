import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import { ProgressTracker } from '../../../src/index.ts'

/** Sets a count as often as it is told in one loop that never yields, then ends; it tells how long and how many writes. */
const [folder = '', calls = '0'] = process.argv.slice(2)
const file = join(folder, '_progress.json')
const { renameSync } = fs
let writes = 0
fs.renameSync = (from, to) => {
  if (to === file) writes += 1
  renameSync(from, to)
}
syncBuiltinESMExports()

const total = Number(calls)
const tracker = new ProgressTracker(folder)
tracker.start('production')
const begun = performance.now()
const writesBefore = writes
for (let complete = 1; complete <= total; complete += 1)
  tracker.setPhaseProgress('production', complete, total)
const seconds = (performance.now() - begun) / 1000
fs.writeSync(1, JSON.stringify({ seconds, writes: writes - writesBefore }))

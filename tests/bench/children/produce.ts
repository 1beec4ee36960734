import { statSync } from 'node:fs'
import { join } from 'node:path'
import { ProductionMonitor, SEVEN_DAY_PILOT } from '../../../src/production/index.ts'

/**
 * A run of segments that do nothing, all criteria judged: folder and count. Prints what each took, the memory it added and
 * the greatest status file; then the same folder is taken up again, and the time until the run is through is printed.
 */
const [folder = '', words = '0'] = process.argv.slice(2)
const count = Number(words)

function* ids() {
  for (let index = 0; index < count; index++) yield `segment-${String(index).padStart(7, '0')}`
}

const result = { metrics: { validation_passed: true, critical_violations: 0, repetition_flagged: false } }
const options = {
  total: count,
  criteria: SEVEN_DAY_PILOT.filter(({ metric }) => metric !== 'arcs_resolved_rate'),
}
const tenth = Math.max(1, Math.floor(count / 10))
const rss: number[] = []
const tenths: number[] = []
let statusBytes = 0
let since = performance.now()

await new ProductionMonitor(folder, options).run(ids(), (_id, { index }) => {
  if (index > 0 && index % tenth === 0) {
    const now = performance.now()
    tenths.push((now - since) / tenth)
    since = now
    rss.push(process.memoryUsage.rss())
    statusBytes = Math.max(statusBytes, statSync(join(folder, 'LIVE_STATUS.json')).size)
  }
  return result
})
statusBytes = Math.max(statusBytes, statSync(join(folder, 'LIVE_STATUS.json')).size)

const start = performance.now()
let resumeSeconds = 0
await new ProductionMonitor(folder, { ...options, total: count + 1 }).run(
  (function* () {
    yield* ids()
    yield 'one-more'
  })(),
  () => {
    resumeSeconds = (performance.now() - start) / 1000
  },
)
console.log(JSON.stringify({ tenths, rss, statusBytes, resumeSeconds }))

import { setTimeout as wait } from 'node:timers/promises'
import { ProductionMonitor } from '../../../src/production/index.ts'

/**
 * A run in a process of its own. Arguments: folder, number of segments, milliseconds of each, and the id of a segment in
 * which the process dies. Prints `start <id>` for each segment and how the run came out.
 */
const [folder = '', count = '0', milliseconds = '0', deadly = ''] = process.argv.slice(2)

const ids = Array.from({ length: Number(count) }, (_, index) => `s${index + 1}`)
const monitor = new ProductionMonitor(folder, {
  onWarning: (warning) => console.log(`warning ${warning.message}`),
})
try {
  const summary = await monitor.run(ids, async (id, { signal }) => {
    console.log(`start ${id}`)
    if (id === deadly) process.kill(process.pid, 'SIGKILL')
    if (Number(milliseconds) > 0) await wait(Number(milliseconds), undefined, { signal })
  })
  console.log(`${summary.status} ${summary.segments.completed} ${summary.reason ?? ''}`.trim())
} catch (error) {
  console.log(`refused ${error instanceof Error ? error.message : String(error)}`)
}

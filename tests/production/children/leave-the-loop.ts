import { ProductionMonitor } from '../../../src/index.ts'

/** Leaves a loop of its own at the first segment: folder. */
const monitor = new ProductionMonitor(process.argv[2] ?? '')
for await (const attempt of monitor.segments(['s1', 's2'])) {
  console.log(attempt.id)
  break
}

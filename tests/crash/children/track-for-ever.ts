import { writeSync } from 'node:fs'
import { ProgressTracker } from '../../../src/index.ts'

/** Starts and finishes a phase for ever; it says when it begins. */
const [folder = ''] = process.argv.slice(2)
// What the process before it left is told as a warning each time; here that is what is meant to happen.
const tracker = new ProgressTracker(folder, { onWarning: () => {} })
writeSync(1, 'writing\n')
for (;;) {
  tracker.start('production', { step: 'x'.repeat(Math.floor(Math.random() ** 3 * 50_000)) })
  tracker.setPhaseProgress('production', 1, 2)
  tracker.finish('production')
}

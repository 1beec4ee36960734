import { ProductionMonitor } from '../../../src/production/index.ts'

/** A run whose function never listens to its signal: folder. Prints `start`, and `pressed` after each Ctrl+C. */
const monitor = new ProductionMonitor(process.argv[2] ?? '', { graceSeconds: 600 })
await monitor.run(['s1', 's2'], () => {
  // Listens after the run does, so that what it prints tells that the run has heard it.
  process.on('SIGINT', () => console.log('pressed'))
  console.log('start')
  return new Promise<void>(() => {})
})

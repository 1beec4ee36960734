import { openSync, writeSync } from 'node:fs'
import { ProgressTracker } from '../../../src/index.ts'

/** Starts a phase between two marks in the trace, then finishes it; it tells which warnings there were. */
const [folder = ''] = process.argv.slice(2)

function mark(name: string): void {
  try {
    openSync(`/mark-${name}`, 'r')
  } catch {
    // There is no such file: only its name in the trace is wanted.
  }
}

const warnings: string[] = []
const tracker = new ProgressTracker(folder, { onWarning: (warning) => warnings.push(warning.code) })
mark('begin')
tracker.start('director', { step: 'between the marks' })
mark('end')
tracker.finish('director')
tracker.close()
writeSync(1, `${warnings.join()}\n`)

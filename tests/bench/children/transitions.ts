import { closeSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { ProgressTracker } from '../../../src/index.ts'
import { median } from '../row.ts'

/**
 * Starts and finishes a phase, and right after it replaces two files bare, temp + rename, with as much text: in turns, so
 * that a busy moment of the machine hits both. It prints the two medians in microseconds.
 */
const [folder = '', rounds = '0', phases = '1'] = process.argv.slice(2)
const phaseNames = Array.from({ length: Number(phases) }, (_, index) => `phase-${index}`)
const tracker = new ProgressTracker(folder, { phaseNames })
const bare = join(folder, 'bare.json')

function replaceBare(text: string): void {
  const temporary = `${bare}.tmp`
  const fd = openSync(temporary, 'wx')
  writeSync(fd, text)
  closeSync(fd)
  renameSync(temporary, bare)
}

const ours: number[] = []
const peers: number[] = []
for (let round = 0; round < Number(rounds); round += 1) {
  const phase = phaseNames[round % phaseNames.length] ?? ''
  const begun = performance.now()
  tracker.start(phase)
  tracker.finish(phase)
  const between = performance.now()
  const text = readFileSync(join(folder, '_progress.json'), 'utf8')
  const begunBare = performance.now()
  replaceBare(text)
  replaceBare(text)
  // The first rounds are the compiler's.
  if (round < Math.min(50, Number(rounds) / 4)) continue
  ours.push(between - begun)
  peers.push(performance.now() - begunBare)
}
tracker.close()
process.stdout.write(JSON.stringify({ ours: median(ours) * 1000, bare: median(peers) * 1000 }))

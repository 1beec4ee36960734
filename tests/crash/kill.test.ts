import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isDictionary } from '../../src/contract/index.ts'
import { readJsonLines, sweepOrphans } from '../../src/files/index.ts'
import { ProgressTracker, readStory } from '../../src/index.ts'
import { childProgram } from '../support/child-program.ts'
import { startProcess } from '../support/processes.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { startPolling } from './support/polling.ts'
import { scaled } from './support/scale.ts'

const KILLS = scaled(10_000)
/** As many processes at once as keep two processors busy. */
const PLACES_EACH = 3

const temporaries = (folder: string) => readdirSync(folder).filter((name) => name.endsWith('.tmp')).length

test(`${KILLS} processes that are killed while they write leave no torn file, and no temp file after the next start`, async () => {
  const track = await childProgram('tests/crash/children/track-for-ever.ts')
  const write = await childProgram('tests/crash/children/write-for-ever.ts')
  const stories = Array.from({ length: PLACES_EACH }, () => temporaryFolder('killed-story'))
  const files = Array.from({ length: PLACES_EACH }, () => temporaryFolder('killed-file'))
  const stopPolling = await startPolling([
    ...stories.map((folder) => join(folder, '_progress.json')),
    ...files.map((folder) => join(folder, 'state.json')),
  ])
  const times = Math.ceil(KILLS / (2 * PLACES_EACH))
  const killer = startProcess(await childProgram('tests/crash/children/kill-again-and-again.ts'), [
    String(times),
    ...stories.flatMap((folder) => [track, folder, folder]),
    ...files.flatMap((folder) => [write, join(folder, 'state.json'), folder]),
  ])
  const killed: { orphans: number; mostAtOnce: number; problems: string[] } = JSON.parse(await killer.line())
  const { reads, faults } = await stopPolling()
  expect(faults).toEqual([])
  expect(killed.problems).toEqual([])
  // Each start sweeps what the one before left: there is never more than the last one's.
  expect(killed.mostAtOnce).toBeLessThanOrEqual(1)
  // Otherwise nothing was tested: the readers must have looked, and the kills must have come in the middle of writes.
  expect(reads).toBeGreaterThan(KILLS / 10)
  expect(killed.orphans).toBeGreaterThan(0)
  for (const folder of files) sweepOrphans(folder)
  for (const folder of stories) checkNextStart(folder)
  for (const folder of [...stories, ...files]) expect(temporaries(folder)).toBe(0)
})

/** The next tracker on the folder finds a story that it can go on with, and a history without doubles. */
function checkNextStart(folder: string): void {
  const tracker = new ProgressTracker(folder, { onWarning: () => {} })
  tracker.start('production')
  expect(readStory(folder)).toMatchObject({ writer: 'present', liveness: { state: 'alive' } })
  tracker.complete()
  tracker.close()
  expect(readStory(folder).liveness.state).toBe('finished')
  const history = readJsonLines(join(folder, '_history.jsonl'))
  const numbers = history.values.map((line) => (isDictionary(line) ? Number(line['seq']) : Number.NaN))
  expect(numbers).toEqual([...new Set(numbers)].toSorted((one, other) => one - other))
}

import { expect, test } from 'vitest'
import { readProgress } from '../../src/contract/index.ts'
import { type Known, momentTeller } from '../../viewer/src/judge/moments.ts'
import type { Seen } from '../../viewer/src/judge/picture.ts'
import { progressJson, skeletonDone } from './support/stories.ts'

function look(state: Seen['state'], extra: Record<string, unknown>, waits = false): Known {
  const view = readProgress(JSON.parse(progressJson(extra)))
  if (view === undefined) throw new Error('not a progress file')
  return { view, seen: { state, reason: 'a reason' }, waits }
}

const started = (second: number) => ({ production: { started_ts: `2026-05-01T12:00:0${second}Z` } })
const running = { phases: { ...skeletonDone, production: 'running' }, phase_times: started(1) }
const failed = { phases: { ...skeletonDone, production: 'error' }, phase_times: started(1) }

/** What is heard over these looks. */
function heard(looks: readonly Known[]): string[] {
  const tell = momentTeller()
  return looks.flatMap((one) => tell(one).map((moment) => `${moment.kind}: ${moment.words}`))
}

test('a crash is told once: at the death, and not again at the restart that marks it', () => {
  const death = 'fails: Stopped: a reason'
  expect(heard([look('alive', running), look('dead', running), look('idle', failed)])).toEqual([death])
  // The new process can be seen before its first write is read.
  const early = [look('alive', running), look('dead', running), look('alive', running), look('idle', failed)]
  expect(heard(early)).toEqual([death])
})

test('a crash that was not seen is told when the restart marks it', () => {
  expect(heard([look('alive', running), look('idle', failed)])).toEqual(['fails: Production failed'])
})

test('a phase that fails again after its restart is told again', () => {
  const again = { ...running, phase_times: started(5) }
  const failedAgain = { ...failed, phase_times: started(5) }
  const looks = [
    look('alive', running),
    look('dead', running),
    look('alive', again),
    look('failed', failedAgain),
  ]
  expect(heard(looks)).toEqual(['fails: Stopped: a reason', 'fails: Production failed'])
})

test('a story that comes into sight again has not died once more', () => {
  const looks = [
    look('alive', running),
    look('dead', running),
    look('unseen', running),
    look('dead', running),
  ]
  expect(heard(looks)).toEqual(['fails: Stopped: a reason'])
})

test('a skeleton that waits is told when it begins to wait, not to whoever comes later', () => {
  const waiting = look('inspect', { phases: skeletonDone }, true)
  expect(heard([waiting, waiting])).toEqual([])
  expect(heard([look('alive', {}), waiting])).toEqual([
    'done: Director done',
    'waits: Skeleton complete, waiting to be inspected',
  ])
})

import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runPipeline } from '../support/child.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { until } from '../support/until.ts'

/** A folder with a player that writes down what it was asked to play. */
function fakePlayer(exitCode = 0): { bin: string; played: () => string } {
  const bin = temporaryFolder('players')
  const log = join(bin, 'played.txt')
  const script = `#!/bin/sh\necho "$0 $*" >> ${log}\nexit ${exitCode}\n`
  for (const name of ['paplay', 'aplay', 'afplay']) {
    writeFileSync(join(bin, name), script)
    chmodSync(join(bin, name), 0o755)
  }
  return { bin, played: () => (existsSync(log) ? readFileSync(log, 'utf8') : '') }
}

const withPath = (bin: string, body: string) =>
  `process.env.PATH = ${JSON.stringify(bin)} + ':' + process.env.PATH
   process.env.PROGRESS_SOUND = '1'
   const tracker = new ProgressTracker(folder)
   ${body}`

test('finish chimes, a milestone chimes longer and an error otherwise', async () => {
  const { bin, played } = fakePlayer()
  const body = `tracker.finish('reddit'); tracker.finish('director'); tracker.error('production', 'no')`
  await runPipeline(temporaryFolder(), withPath(bin, body)).ended
  await until('three sounds', () => played().trim().split('\n').length === 3)
  for (const name of ['/chime.wav', '/chime-long.wav', '/chime-error.wav']) expect(played()).toContain(name)
})

test('a sound in the story folder wins, whatever the folder is called', async () => {
  const { bin, played } = fakePlayer()
  const folder = join(temporaryFolder(), `-n $(touch x) 'quoted'`)
  mkdirSync(folder)
  writeFileSync(join(folder, 'chime.wav'), 'RIFF')
  await runPipeline(folder, withPath(bin, `tracker.finish('reddit')`)).ended
  await until('the sound', () => played().includes(join(folder, 'chime.wav')))
})

test('a player without a sound device makes way for the next, and nothing fails', async () => {
  const { bin, played } = fakePlayer(1)
  const child = runPipeline(
    temporaryFolder(),
    withPath(bin, `tracker.finish('reddit'); setTimeout(() => {}, 1500)`),
  )
  expect(await child.ended).toBe(0)
  expect(played()).toContain('paplay')
  expect(played()).toContain('/aplay')
})

test('without sound nothing is played', async () => {
  const { bin, played } = fakePlayer()
  const body = `process.env.PATH = ${JSON.stringify(bin)} + ':' + process.env.PATH
    delete process.env.PROGRESS_SOUND
    const tracker = new ProgressTracker(folder)
    tracker.finish('reddit')
    const loud = new ProgressTracker(folder, { sound: true })
    loud.finish('reddit', { playSound: false })
    loud.finish('director')`
  await runPipeline(temporaryFolder(), body).ended
  await until('the one sound', () => played() !== '')
  expect(played().trim().split('\n')).toHaveLength(1)
  expect(played()).toContain('chime-long')
})

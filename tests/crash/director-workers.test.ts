import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { drawScene } from '../../src/director/generate/draw.ts'
import { startRedis, type TestRedis } from '../director/support/redis.ts'
import { enter } from '../director/support/visit.ts'
import { startCommand } from '../support/command.ts'
import { isGone } from '../support/gone.ts'
import { decodePng } from '../support/png.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { until } from '../support/until.ts'

const GALLERY = '/streams/the-lighthouse/keyframes'
const SEGMENTS = ['1', '2', '3']
/** A lease runs out first, and the machine may be busy. */
const AFTER_LEASE_MS = 90_000

let redis: TestRedis | undefined
beforeAll(async () => {
  redis = await startRedis()
})
afterAll(() => redis?.stop())

/** Tells who makes what, and waits with it until there is a gate; each beginning leaves a file of its own. */
const GENERATOR = `const fs = require('node:fs'), [output, folder, segment, worker] = process.argv.slice(1)
fs.writeFileSync(folder + '/began-' + segment + '-' + worker + '-' + process.pid, '')
const timer = setInterval(() => {
  if (!fs.existsSync(folder + '/gate')) return
  clearInterval(timer)
  fs.copyFileSync(folder + '/picture.png', output)
}, 20)`

test('of two workers on one folder one is killed in the middle, and the other makes what it had', async () => {
  const url = `${redis?.url}/3`
  const { house, visitor } = await enter({ queue: url })
  const folder = temporaryFolder('two-workers')
  writeFileSync(join(folder, 'picture.png'), drawScene('made', 'twice'))
  const start = async (name: string, concurrency: number) => {
    const config = join(folder, `${name}.json`)
    const command = [process.execPath, '-e', GENERATOR, '{output}', folder, '{segment}', name]
    writeFileSync(config, JSON.stringify({ generators: { keyframe: { command, concurrency } } }))
    const args = ['--streams', house.streams, '--queue', url, '--config', config]
    const worker = startCommand(['director', 'worker', ...args])
    await until(name, () => worker.stdout().includes('Ready to make keyframes'), 60_000)
    return worker
  }
  /** Segment, worker and process of each time that one was begun. */
  const begun = () =>
    readdirSync(folder)
      .filter((file) => file.startsWith('began-'))
      .map((file) => file.split('-').slice(1))
  const begunBy = (name: string) => begun().filter(([, worker]) => worker === name)

  const killed = await start('killed', 2)
  for (const segment of SEGMENTS) await visitor.send(`${GALLERY}/${segment}/generate`, {})
  await until('two under way', () => begunBy('killed').length === 2)
  const other = await start('other', 3)
  await until('the third one', () => begunBy('other').length === 1)
  killed.child.kill('SIGKILL')
  expect(await killed.ended).toBe('SIGKILL')
  const pids = begunBy('killed').map(([, , pid]) => Number(pid))
  await until('what it had under way ended with it', () => pids.every(isGone))
  await until('the other one took them', () => begunBy('other').length === 3, AFTER_LEASE_MS)

  writeFileSync(join(folder, 'gate'), '')
  for (const segment of SEGMENTS) {
    await until(`picture ${segment}`, async () =>
      (await visitor.get(`${GALLERY}/${segment}`)).text.includes('Complete'),
    )
    const path = join(house.streams, `the-lighthouse/keyframes/segment_${segment}.png`)
    expect(decodePng(readFileSync(path)).height).toBe(540)
  }
  const made = begunBy('other').map(([segment]) => segment)
  expect(made.toSorted()).toEqual(SEGMENTS)
  expect(begun()).toHaveLength(5)
  other.child.kill('SIGTERM')
  expect(await other.ended).toBe(143)
  expect(existsSync(join(house.streams, 'the-lighthouse/keyframes/segment_1.png'))).toBe(true)
}, 180_000)

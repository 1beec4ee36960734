import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startCommand } from '../support/command.ts'
import { isGone } from '../support/gone.ts'
import { decodePng } from '../support/png.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { until } from '../support/until.ts'
import { startRedis, type TestRedis } from './support/redis.ts'
import { enter } from './support/visit.ts'

const GALLERY = '/streams/the-lighthouse/keyframes'

let redis: TestRedis | undefined
beforeAll(async () => {
  redis = await startRedis()
})
afterAll(() => redis?.stop())

const startWorker = async (streams: string, url: string, config: string) => {
  const worker = startCommand([
    'director',
    'worker',
    '--streams',
    streams,
    '--queue',
    url,
    '--config',
    config,
  ])
  await until('the worker', () => worker.stdout().includes('Ready to make keyframes'))
  return worker
}

test('a worker elsewhere makes what is asked for on the page, and gives back what it can not end', async () => {
  const url = `${redis?.url}/1`
  const { house, visitor } = await enter({ queue: url })
  const folder = temporaryFolder('worker')
  const pid = join(folder, 'pid')
  const config = join(folder, 'director.config.json')
  const code = `require('node:fs').writeFileSync(${JSON.stringify(pid)}, String(process.pid)); setInterval(() => {}, 1000)`
  writeFileSync(
    config,
    JSON.stringify({ generators: { keyframe: { command: [process.execPath, '-e', code] } } }),
  )

  const hanging = await startWorker(house.streams, url, config)
  await visitor.send(`${GALLERY}/1/generate`, {})
  const generator = Number(await until('the generator', () => readFileSync(pid, 'utf8')))
  hanging.child.kill('SIGTERM')
  expect(await hanging.ended).toBe(143)
  expect(isGone(generator)).toBe(true)
  await until('the task queued', async () => (await visitor.get(`${GALLERY}/1`)).text.includes('Queued…'))

  const own = join(folder, 'own.json')
  writeFileSync(own, '{}')
  const drawing = await startWorker(house.streams, url, own)
  await until('the picture', async () => (await visitor.get(`${GALLERY}/1`)).text.includes('Complete'))
  const picture = readFileSync(join(house.streams, 'the-lighthouse/keyframes/segment_1.png'))
  expect(decodePng(picture).width).toBe(960)
  drawing.child.kill('SIGTERM')
  expect(await drawing.ended).toBe(143)
})

test('a generator ends with the worker that is killed, and cancel reaches one that runs elsewhere', async () => {
  const url = `${redis?.url}/2`
  const { house, visitor } = await enter({ queue: url })
  const folder = temporaryFolder('worker')
  const config = join(folder, 'director.config.json')
  const code = `const fs = require('node:fs'); process.on('SIGTERM', () => {})
    fs.writeFileSync(${JSON.stringify(folder)} + '/pid-' + process.argv[1], String(process.pid)); setInterval(() => {}, 1000)`
  const command = [process.execPath, '-e', code, '{segment}']
  writeFileSync(config, JSON.stringify({ generators: { keyframe: { command, concurrency: 2 } } }))
  const worker = await startWorker(house.streams, url, config)
  await visitor.send(`${GALLERY}/1/generate`, {})
  await visitor.send(`${GALLERY}/2/generate`, {})
  const pidOf = async (key: string) =>
    Number(await until('the generator', () => readFileSync(join(folder, `pid-${key}`), 'utf8')))
  const [first, second] = [await pidOf('1'), await pidOf('2')]
  const task = await until(
    'the way to cancel',
    async () => /tasks\/(\d+)\/cancel/.exec((await visitor.get(`${GALLERY}/1`)).text)?.[1],
  )
  await visitor.send(`/tasks/${task}/cancel`, {})
  await until('the first one ended', () => isGone(first))
  expect(isGone(second)).toBe(false)
  expect((await visitor.get(`${GALLERY}/1`)).text).toContain('Canceled')
  worker.child.kill('SIGKILL')
  await until('the second one ended', () => isGone(second))
})

test('a worker without a Redis, and without a folder, says what to do', async () => {
  const at = ['director', 'worker', '--queue', 'redis://127.0.0.1:1', '--streams']
  const lost = startCommand([...at, temporaryFolder('streams')])
  expect(await lost.ended).toBe(2)
  expect(lost.stderr()).toContain('No Redis answers at redis://127.0.0.1:1')
  const wrong = startCommand([
    'director',
    'worker',
    '--streams',
    temporaryFolder('streams'),
    '--queue',
    'here',
  ])
  expect(await wrong.ended).toBe(2)
  expect(wrong.stderr()).toContain('redis://queue.example.org:6379')
})

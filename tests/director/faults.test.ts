import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { versionsOf } from '../../src/director/generate/index.ts'
import { cliPath } from '../support/command.ts'
import { isGone } from '../support/gone.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { until } from '../support/until.ts'
import { configWith } from './support/generator.ts'
import { putKeyframe } from './support/pictures.ts'
import { enter, fieldsOf, openHouse, Visitor } from './support/visit.ts'

const SHOT = '/streams/the-lighthouse/keyframes/1'

afterEach(() => {
  vi.useRealTimers()
})

/** Runs the command as if some packages were not installed. */
async function runWithout(packages: readonly string[], args: readonly string[]) {
  const hooks = `export const resolve = (name, context, next) => {
    if (!${JSON.stringify(packages)}.includes(name)) return next(name, context)
    throw Object.assign(new Error('Cannot find package ' + name), { code: 'ERR_MODULE_NOT_FOUND' })
  }`
  const register = `import { register } from 'node:module'
    register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(hooks)}))`
  const load = `data:text/javascript,${encodeURIComponent(register)}`
  const child = spawn(process.execPath, ['--import', load, cliPath, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (piece: Buffer) => {
    said += piece.toString()
  })
  const [code] = await once(child, 'close')
  return { code, said: said.trim() }
}

test('a missing package is told in one sentence with the way to install it', async () => {
  const folder = temporaryFolder('missing')
  const where = ['--streams', folder]
  const serve = await runWithout(['libsql'], ['director', 'serve', ...where, '--db', join(folder, 'a.db')])
  expect(serve.said).toMatch(
    /^[^\n]*keeps its decisions in SQLite: run "npm install libsql@0\.5" and try again\.$/,
  )
  const queue = ['--queue', 'redis://127.0.0.1:1']
  for (const one of ['bullmq', 'ioredis']) {
    const worker = await runWithout([one], ['director', 'worker', ...where, ...queue])
    expect(worker.said).toMatch(/^[^\n]*run "npm install bullmq@6 ioredis@5" and try again\.$/)
    expect([serve.code, worker.code]).toEqual([1, 1])
  }
})

test('a server that is ended gives its task back untried, takes the generator with it, and the next one makes it', async () => {
  const folder = temporaryFolder('ended')
  const gate = join(folder, 'at-work')
  const config = configWith(
    `const { gate, picture } = JSON.parse(argv[0])
    if (fs.existsSync(gate)) fs.copyFileSync(picture, out)
    else { fs.writeFileSync(gate + '.tmp', String(process.pid)); fs.renameSync(gate + '.tmp', gate); setInterval(() => {}, 1000) }`,
    {},
    [JSON.stringify({ gate, picture: join(folder, 'new.png') })],
  )
  const { drawScene } = await import('../../src/director/generate/draw.ts')
  writeFileSync(join(folder, 'new.png'), drawScene('new', 'test'))
  const { house, visitor } = await enter({ config })
  await visitor.send(`${SHOT}/generate`, {})
  const generator = Number(await until('the generator', () => readFileSync(gate, 'utf8')))
  await house.close()
  expect(isGone(generator)).toBe(true)
  const next = await openHouse({ config, streams: house.streams, database: house.database })
  const again = new Visitor(next)
  for (const [name, value] of visitor.cookies) again.cookies.set(name, value)
  await until('the picture', async () => (await again.get(SHOT)).text.includes('Complete'))
})

test('when the clock is put back, the last decision still counts and the newest versions are kept', async () => {
  const { house, visitor } = await enter({
    config: configWith(`fs.copyFileSync(argv[0], out)`, {}, ['{keyframe}']),
  })
  putKeyframe(house.streams, 'the-lighthouse', 'segment_1.png', 'first')
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
  const versions = () => versionsOf(house.streams, 'the-lighthouse', 'keyframe', '1')
  const make = async () => {
    const before = versions()[0]?.name
    await visitor.send(`${SHOT}/generate`, {})
    await until('a new version', () => versions()[0]?.name !== before)
    // The disk's clock was not put back: to the page the new file is younger than its task, which it says no more of.
    await until('the end', async () => !/Queued…|Generating…/.test((await visitor.get(SHOT)).text))
  }
  const decide = async (verdict: string, note: string) => {
    const seen = fieldsOf((await visitor.get(SHOT)).text, SHOT)
    expect((await visitor.post(SHOT, { ...seen, verdict, note })).status).toBe(303)
  }
  const stands = async () => {
    const waiting = ['waiting', 'approved', 'rejected'].map(async (state) => {
      const { text } = await visitor.get(`/streams/the-lighthouse/keyframes?show=${state}`)
      return text.includes('href="/streams/the-lighthouse/keyframes/1"') ? [state] : []
    })
    return (await Promise.all(waiting)).flat()
  }
  await make()
  const [first] = versions()
  await decide('approved', '')
  expect(await stands()).toEqual(['approved'])
  vi.setSystemTime(Date.now() - 24 * 3600 * 1000)
  await decide('rejected', 'The lamp is lit.')
  expect(await stands()).toEqual(['rejected'])
  await decide('approved', '')
  expect(await stands()).toEqual(['approved'])
  await make()
  const [second, ...older] = versions()
  expect(older).toEqual([first])
  expect(second?.name.slice(0, 8)).toBe(first?.name.slice(0, 8))
})

test('a film of two gigabytes is served in parts, and no part of it stays in memory', async () => {
  const { house, visitor } = await enter()
  const size = 2 * 1024 ** 3 + 12_345
  mkdirSync(join(house.streams, 'the-lighthouse/videos'), { recursive: true })
  const path = join(house.streams, 'the-lighthouse/videos/segment_1.mp4')
  const fd = openSync(path, 'w')
  ftruncateSync(fd, size)
  writeSync(fd, 'the end', size - 7)
  closeSync(fd)
  const film = '/streams/the-lighthouse/videos/1/file'
  const part = await visitor.get(film, { range: `bytes=${size - 7}-` })
  expect(part.status).toBe(206)
  expect(part.text).toBe('the end')
  expect(part.headers.get('content-range')).toBe(`bytes ${size - 7}-${size - 1}/${size}`)

  const before = process.memoryUsage().rss
  const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const answer = await fetch(visitor.url + film, { headers: { cookie, range: 'bytes=0-419430399' } })
  const reader = answer.body?.getReader()
  let [read, most] = [0, 0]
  for (let piece = await reader?.read(); piece?.done === false; piece = await reader?.read()) {
    read += piece.value.length
    most = Math.max(most, process.memoryUsage().rss - before)
  }
  expect(read).toBe(400 * 1024 ** 2)
  expect(most).toBeLessThan(250 * 1024 ** 2)
  rmSync(path)
  expect(existsSync(path)).toBe(false)
})

import { createHash } from 'node:crypto'
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { safeName } from '../../src/director/export/index.ts'
import { until } from '../support/until.ts'
import { putKeyframe } from './support/pictures.ts'
import { unzip } from './support/unzip.ts'
import { enter, fieldsOf, type House, type Visitor } from './support/visit.ts'

const stream = '/streams/the-lighthouse'

async function decide(visitor: Visitor, path: string, verdict: string): Promise<void> {
  const seen = fieldsOf((await visitor.get(path)).text, path)
  expect((await visitor.post(path, { ...seen, verdict, note: '' })).status).toBe(303)
}

const cookieOf = (visitor: Visitor) =>
  [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ')

/** Downloads the archive and unpacks it. */
async function unpacked(visitor: Visitor, name: string): Promise<Map<string, Buffer>> {
  const answer = await fetch(`${visitor.url}/streams/${encodeURIComponent(name)}/export.zip`, {
    headers: { cookie: cookieOf(visitor) },
  })
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/zip'])
  return unzip(Buffer.from(await answer.arrayBuffer()))
}

async function withApprovals(): Promise<{ house: House; visitor: Visitor; picture: Buffer }> {
  const { house, visitor } = await enter()
  const picture = putKeyframe(house.streams, 'the-lighthouse', 'segment_1.png', 'one')
  for (const key of ['2', '3']) putKeyframe(house.streams, 'the-lighthouse', `segment_${key}.png`, key)
  await decide(visitor, `${stream}/story`, 'approved')
  await decide(visitor, `${stream}/spec`, 'approved')
  for (const key of ['1', '2']) await decide(visitor, `${stream}/keyframes/${key}`, 'approved')
  await decide(visitor, `${stream}/keyframes/3`, 'rejected')
  return { house, visitor, picture }
}

test('an export holds what is approved, with the decisions and the reasons for what is left out', async () => {
  const { house, visitor, picture } = await withApprovals()
  putKeyframe(house.streams, 'the-lighthouse', 'segment_2.png', 'another')
  const files = await unpacked(visitor, 'the-lighthouse')
  expect([...files.keys()].sort()).toEqual(
    ['decisions.json', 'export.json', 'input.json', 'keyframes/segment_1.png', 'production.json'].map(
      (file) => `the-lighthouse/${file}`,
    ),
  )
  const read = (file: string) => files.get(`the-lighthouse/${file}`) ?? Buffer.alloc(0)
  expect(read('keyframes/segment_1.png')).toEqual(picture)
  expect(read('production.json')).toEqual(
    readFileSync(join(house.streams, 'the-lighthouse', 'production.json')),
  )
  const about = JSON.parse(read('export.json').toString())
  expect(about.exported_by).toBe('The iris')
  for (const { path, sha256 } of about.files) {
    expect(createHash('sha256').update(read(path)).digest('hex')).toBe(sha256)
  }
  expect(
    Object.fromEntries(about.left_out.map((one: { path: string; reason: string }) => [one.path, one.reason])),
  ).toEqual({
    'keyframes/segment_2.png': 'The picture is another one than was approved.',
    'keyframes/segment_3.png': 'It was rejected.',
    'videos/segment_1': 'It is not there yet.',
    'videos/segment_2': 'It is not there yet.',
    'videos/segment_3': 'It is not there yet.',
  })
  const decisions = JSON.parse(read('decisions.json').toString())
  expect(decisions).toHaveLength(5)
  expect(decisions[4]).toMatchObject({
    by: 'The iris',
    checkpoint: 'keyframe',
    segment: '3',
    verdict: 'rejected',
  })
})

test('a stream of which nothing is approved exports as its decisions alone', async () => {
  const { visitor } = await enter()
  const files = await unpacked(visitor, 'the-lighthouse')
  expect([...files.keys()]).toEqual(['the-lighthouse/decisions.json', 'the-lighthouse/export.json'])
})

test('names in the archive lead nowhere else', async () => {
  const { house, visitor } = await enter()
  const name = '..\\..\\evil: "x" 🚢'
  mkdirSync(join(house.streams, 'plain'))
  writeFileSync(join(house.streams, 'plain', 'input.json'), '{"story":"x"}')
  renameSync(join(house.streams, 'plain'), join(house.streams, name))
  // The path gate has no backslashes, so that no page has this folder.
  expect((await visitor.get(`/streams/${encodeURIComponent(name)}`)).status).toBeGreaterThanOrEqual(400)
  for (const [given, safe] of [
    ['..', '_'],
    ['../../etc/passwd', '_.._etc_passwd'],
    ['.hidden', 'hidden'],
    ['a\\b:c', 'a_b_c'],
    ['two words 🚢', 'two words 🚢'],
    ['nul\u0000\n', 'nul__'],
    ['dots...', 'dots'],
  ]) {
    expect(safeName(given ?? '')).toBe(safe)
  }
})

/** Larger than what a socket holds, so that packing waits for the reader. */
const SIZE = 96 * 1024 * 1024

test('a file that changes while it is packed breaks the download off, and leaves no file open', async () => {
  const { house, visitor } = await enter()
  const folder = join(house.streams, 'the-lighthouse', 'videos')
  mkdirSync(folder)
  const film = openSync(join(folder, 'segment_1.mp4'), 'w')
  ftruncateSync(film, SIZE)
  await decide(visitor, `${stream}/videos/1`, 'approved')
  const openFiles = () => readdirSync('/proc/self/fd').length
  const before = openFiles()
  const broken = await new Promise<string>((resolve, reject) => {
    const asked = request(`${visitor.url}${stream}/export.zip`, { headers: { cookie: cookieOf(visitor) } })
    asked.on('response', (response) => {
      writeSync(film, 'changed', SIZE - 100)
      closeSync(film)
      response.on('data', () => undefined)
      response.on('end', () => resolve('came to its end'))
      response.on('error', () => resolve('broke off'))
    })
    asked.on('error', reject)
    asked.end()
  })
  expect(broken).toBe('broke off')
  await until('the files to be closed', () => openFiles() <= before)
})

test('a reader who leaves in the middle of a large film leaves no file open, and little of it was in memory', async () => {
  const { house, visitor } = await enter()
  const folder = join(house.streams, 'the-lighthouse', 'videos')
  mkdirSync(folder)
  const film = openSync(join(folder, 'segment_1.mp4'), 'w')
  ftruncateSync(film, 300 * 1024 * 1024)
  closeSync(film)
  await decide(visitor, `${stream}/videos/1`, 'approved')
  const openFiles = () => readdirSync('/proc/self/fd').length
  const before = { files: openFiles(), memory: process.memoryUsage().rss }
  await new Promise<void>((resolve, reject) => {
    const asked = request(`${visitor.url}${stream}/export.zip`, { headers: { cookie: cookieOf(visitor) } })
    asked.on('response', (response) => {
      let taken = 0
      response.on('data', (piece: Buffer) => {
        taken += piece.length
        if (taken > 220 * 1024 * 1024) {
          response.destroy()
          resolve()
        }
      })
      response.on('error', () => undefined)
    })
    asked.on('error', reject)
    asked.end()
  })
  expect(process.memoryUsage().rss - before.memory).toBeLessThan(150 * 1024 * 1024)
  await until('the files to be closed', () => openFiles() <= before.files)
})

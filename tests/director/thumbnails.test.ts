import { existsSync, readdirSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { keepThumbnails } from '../../src/director/thumbnails/index.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { putKeyframe } from './support/pictures.ts'
import { enter } from './support/visit.ts'

const SHOT = '/streams/the-lighthouse/keyframes/1'

/** A folder with files of one letter each, named as given. */
function folderOf(...names: readonly string[]): string {
  const folder = temporaryFolder('pictures')
  for (const name of names) writeFileSync(join(folder, name), name)
  return folder
}

test('a gallery shows small pictures, made once and kept beside the database', async () => {
  const { house, visitor } = await enter()
  const whole = putKeyframe(house.streams, 'the-lighthouse', 'segment_1.png', 'lamp')
  const small = await visitor.get(`${SHOT}/thumbnail`)
  expect([small.status, small.headers.get('content-type')]).toEqual([200, 'image/webp'])
  expect(Number(small.headers.get('content-length'))).toBeLessThan(whole.length / 2)
  const folder = `${house.database}-thumbnails`
  const [name = ''] = readdirSync(folder)
  expect(name).toMatch(/^[0-9a-f]{64}\.webp$/)
  const { mtimeMs } = statSync(join(folder, name))
  const again = { 'if-none-match': small.headers.get('etag') ?? '' }
  expect((await visitor.get(`${SHOT}/thumbnail`, again)).status).toBe(304)
  expect(statSync(join(folder, name)).mtimeMs).toBe(mtimeMs)
  expect(readdirSync(join(house.streams, 'the-lighthouse')).sort()).toEqual(
    expect.not.arrayContaining([expect.stringContaining('thumbnail')]),
  )
})

test('a damaged picture is answered with a sentence, and nothing is kept of it', async () => {
  const { house, visitor } = await enter()
  const whole = putKeyframe(house.streams, 'the-lighthouse', 'segment_1.png', 'lamp')
  const path = join(house.streams, 'the-lighthouse/keyframes/segment_1.png')
  const drawing =
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
  for (const bytes of [whole.subarray(0, 500), Buffer.from(drawing), Buffer.alloc(0)]) {
    writeFileSync(path, bytes)
    const answer = await visitor.get(`${SHOT}/thumbnail`)
    expect([
      answer.status,
      answer.text.includes('keyframes/segment_1.png is damaged or no picture.'),
    ]).toEqual([422, true])
  }
  expect(existsSync(`${house.database}-thumbnails`)).toBe(false)
})

test('a thumbnail of a picture outside the streams is never made', async () => {
  const { house, visitor } = await enter()
  putKeyframe(house.streams, 'the-lighthouse', 'segment_2.png', 'lamp')
  const outside = join(folderOf('canary.png'), 'canary.png')
  symlinkSync(outside, join(house.streams, 'the-lighthouse/keyframes/segment_1.png'))
  const answer = await visitor.get(`${SHOT}/thumbnail`)
  expect([404, 422]).toContain(answer.status)
  expect(answer.text).not.toContain('canary')
})

test('without sharp the whole picture is shown', async () => {
  const thumbnails = keepThumbnails(join(folderOf(), 'small'), { load: async () => undefined })
  expect(await thumbnails.of('aa', folderOf('one.png'), 'one.png')).toEqual({ kind: 'whole' })
})

test('only a few are made at once, and each of them once', async () => {
  let running = 0
  let most = 0
  let made = 0
  const waiting: (() => void)[] = []
  const load = async () => async (picture: Buffer) => {
    running += 1
    made += 1
    most = Math.max(most, running)
    await new Promise<void>((resolve) => waiting.push(resolve))
    running -= 1
    return picture
  }
  const names = ['a', 'b', 'c', 'd', 'e']
  const root = folderOf(...names)
  const thumbnails = keepThumbnails(join(folderOf(), 'small'), { load })
  const asked = [...names, ...names].map((name) => thumbnails.of(name, root, name))
  const all = Promise.all(asked)
  let isOver = false
  void all.finally(() => {
    isOver = true
  })
  while (!isOver) {
    waiting.shift()?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect((await all).every(({ kind }) => kind === 'small')).toBe(true)
  expect([most, made]).toEqual([2, 5])
})

test('the oldest small pictures go when there are too many or they are too large together', async () => {
  const small = join(folderOf(), 'small')
  const root = folderOf('first', 'second', 'third')
  const make = async (most: { files: number; bytes: number }, name: string, year: number) => {
    await keepThumbnails(small, { load: async () => async (picture) => picture, most }).of(name, root, name)
    utimesSync(join(small, `${name}.webp`), new Date(`${year}-01-01`), new Date(`${year}-01-01`))
  }
  const plenty = { files: 9, bytes: 1000 }
  await make(plenty, 'first', 2020)
  await make(plenty, 'second', 2021)
  expect(readdirSync(small).sort()).toEqual(['first.webp', 'second.webp'])
  await make({ files: 2, bytes: 1000 }, 'third', 2022)
  expect(readdirSync(small).sort()).toEqual(['second.webp', 'third.webp'])
  await keepThumbnails(small, {
    load: async () => async (picture) => picture,
    most: { files: 9, bytes: 10 },
  }).of('first', root, 'first')
  expect(readdirSync(small).sort()).toEqual(['first.webp', 'third.webp'])
})

test('a disk without room for small pictures shows the whole ones', async () => {
  const folder = folderOf('small')
  const thumbnails = keepThumbnails(join(folder, 'small'), { load: async () => async (picture) => picture })
  expect(await thumbnails.of('small', folder, 'small')).toEqual({ kind: 'whole' })
})

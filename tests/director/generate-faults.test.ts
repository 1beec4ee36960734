import fs, { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { checkMedia } from '../../src/director/generate/check-media.ts'
import { drawScene } from '../../src/director/generate/draw.ts'
import { isOnPath } from '../../src/director/run/index.ts'
import { isGone } from '../support/gone.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { until } from '../support/until.ts'
import { configWith } from './support/generator.ts'
import { putKeyframe } from './support/pictures.ts'
import { enter, type House, type Visitor } from './support/visit.ts'

const SHOT = '/streams/the-lighthouse/keyframes/1'
const FILE = 'the-lighthouse/keyframes/segment_1.png'

const until_ = (visitor: Visitor, word: string) =>
  until(word, async () => (await visitor.get(SHOT)).text.includes(word))

/** Everything that a generation leaves behind is the file, or nothing. */
const leftovers = (house: House) => readdirSync(join(house.streams, 'the-lighthouse/keyframes/.generating'))

const JS = (path: string) => JSON.stringify(path)

test('a generator that prints a gigabyte fills no memory, and its last lines are shown', async () => {
  const code = `const piece = Buffer.alloc(1 << 20, 'noise 12% '.repeat(10) + '\\n')
    const next = (left) => left === 0 ? (fs.writeSync(1, 'the very end\\n'), process.exit(3)) : process.stdout.write(piece, () => next(left - 1))
    next(1024)`
  const { house, visitor } = await enter({ config: configWith(code) })
  const before = process.memoryUsage().rss
  let most = 0
  await visitor.send(`${SHOT}/generate`, {})
  await until_(visitor, 'the very end')
  most = process.memoryUsage().rss - before
  expect((await visitor.get(SHOT)).text).toContain('Exit code 3')
  expect(most).toBeLessThan(300 * 1024 * 1024)
  expect(leftovers(house)).toEqual([])
})

test('what a generator left running ends with it, though it ended well', async () => {
  const folder = temporaryFolder('left')
  const picture = join(folder, 'picture.png')
  writeFileSync(picture, drawScene('x', 'y'))
  const code = `const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' })
    fs.writeFileSync(${JS(join(folder, 'pid'))}, String(child.pid)); fs.copyFileSync(${JS(picture)}, out); process.exit(0)`
  const { visitor } = await enter({ config: configWith(code) })
  await visitor.send(`${SHOT}/generate`, {})
  await until_(visitor, 'Complete')
  const left = Number(readFileSync(join(folder, 'pid'), 'utf8'))
  await until('what it left running gone', () => isGone(left))
})

test.each([
  ['a shell would run', '$(touch pwned) `touch pwned` ; touch pwned && "\'\n'],
  ['looks like an option', '--output=/etc/passwd'],
  ['holds a NUL', 'a\u0000b'],
  ['is 100 KB long', 'long '.repeat(20_000)],
])('a prompt that %s comes in a file as it is', async (_what, prompt) => {
  const trace = join(temporaryFolder('trace'), 'prompt.txt')
  const code = `fs.copyFileSync(argv[0], ${JS(trace)}); process.exit(3)`
  const { house, visitor } = await enter({ config: configWith(code, { prompt: 'file' }, ['{prompt_file}']) })
  const production = join(house.streams, 'the-lighthouse/production.json')
  writeFileSync(production, JSON.stringify({ segments: [{ id: 1, image_prompt: prompt }] }))
  await visitor.send(`${SHOT}/generate`, {})
  await until_(visitor, 'Exit code 3')
  expect(readFileSync(trace, 'utf8')).toBe(prompt)
  expect(existsSync(join(house.streams, 'the-lighthouse/pwned'))).toBe(false)
  expect(leftovers(house)).toEqual([])
})

test('a picture that is cut short is refused, the one before stays, and another try may do better', async () => {
  const folder = temporaryFolder('short')
  const picture = drawScene('x', 'y')
  writeFileSync(join(folder, 'picture.png'), picture.subarray(0, picture.length - 200))
  const { house, visitor } = await enter({
    config: configWith(`fs.copyFileSync(${JS(join(folder, 'picture.png'))}, out)`),
  })
  const before = putKeyframe(house.streams, 'the-lighthouse', 'segment_1.png', 'lamp')
  await visitor.send(`${SHOT}/generate`, {})
  await until_(visitor, 'a broken PNG')
  expect(readFileSync(join(house.streams, FILE)).equals(before)).toBe(true)
  expect(leftovers(house)).toEqual([])
  writeFileSync(join(folder, 'picture.png'), picture)
  await visitor.send(`${SHOT}/generate`, {})
  await until_(visitor, 'Complete')
  expect(readFileSync(join(house.streams, FILE)).equals(picture)).toBe(true)
})

test.each([
  ['a folder', `fs.mkdirSync(out); fs.writeFileSync(out + '/part', 'x')`],
  ['a link', `fs.symlinkSync(process.execPath, out)`],
  ['a link', `fs.symlinkSync('/nowhere/at/all', out)`],
  ['a pipe or a device', `require('node:child_process').execFileSync('mkfifo', [out])`],
])('a generator that leaves %s where its file belongs fails, and everything goes on', async (what, code) => {
  const { house, visitor } = await enter({ config: configWith(code) })
  const before = putKeyframe(house.streams, 'the-lighthouse', 'segment_1.png', 'lamp')
  await visitor.send(`${SHOT}/generate`, {})
  await until_(visitor, `The generator left ${what} where its file belongs.`)
  expect(readFileSync(join(house.streams, FILE)).equals(before)).toBe(true)
  await until('nothing left', () => leftovers(house).length === 0)
})

test('what can not be taken away is warned of, and the server goes on', async () => {
  const warnings: string[] = []
  const { visitor } = await enter({
    config: configWith(`fs.writeFileSync(out, 'x')`),
    onWarning: (message) => warnings.push(message),
  })
  const stuck = vi.spyOn(fs, 'rmSync').mockImplementation((path) => {
    throw Object.assign(new Error(`EIO: ${path}`), { code: 'EIO' })
  })
  syncBuiltinESMExports()
  try {
    await visitor.send(`${SHOT}/generate`, {})
    await until_(visitor, 'no PNG, JPEG or WebP picture')
    await until('the warning', () => warnings.length > 0)
  } finally {
    stuck.mockRestore()
    syncBuiltinESMExports()
  }
  expect(warnings[0]).toMatch(/\.generating\/.*\.png was left by a generator and can't be taken away: .*EIO/)
  expect((await visitor.get('/')).status).toBe(200)
})

test('a file that can not be put in its place fails its task with the reason in words', async () => {
  const picture = join(temporaryFolder('place'), 'picture.png')
  writeFileSync(picture, drawScene('x', 'y'))
  const { house, visitor } = await enter({ config: configWith(`fs.copyFileSync(${JS(picture)}, out)`) })
  mkdirSync(join(house.streams, FILE), { recursive: true })
  await visitor.send(`${SHOT}/generate`, {})
  await until_(visitor, "What was made can't be put in its place: it is a folder (EISDIR).")
})

test('what was left long ago goes when a server starts, and nobody else’s files do', async () => {
  const folder = temporaryFolder('left-streams')
  const work = join(folder, 'one/keyframes/.generating')
  mkdirSync(work, { recursive: true })
  writeFileSync(join(folder, 'one/input.json'), '{"story":"x"}')
  const [old, fresh, foreign] = ['7-0a1b2c3d.png', '8-0a1b2c3d.png', 'notes.png']
  for (const name of [old, fresh, foreign]) writeFileSync(join(work, name ?? ''), 'x')
  for (const name of [old, foreign]) utimesSync(join(work, name ?? ''), 1, 1)
  await enter({ streams: folder })
  expect(readdirSync(work).sort()).toEqual([fresh, foreign])
})

test('a generator that is not installed is named', async () => {
  const config = join(temporaryFolder('missing'), 'director.config.json')
  writeFileSync(
    config,
    JSON.stringify({ generators: { keyframe: { command: ['no-such-painter', '{output}'] } } }),
  )
  const { visitor } = await enter({ config })
  await visitor.send(`${SHOT}/generate`, {})
  await until_(visitor, 'no-such-painter could not be started: there is no such program.')
})

test.each([
  ['as percent', 'step 3: 37.9 %', '37'],
  ['as a share', 'progress: 0.41', '41'],
  ['as a line of JSON', '{"progress": 53, "eta": 4}', '53'],
  ['over its own line', '10%\\r62%\\r', '62'],
])('progress that is told %s is shown', async (_how, line, value) => {
  const { visitor } = await enter({
    config: configWith(`process.stdout.write('${line}'); setInterval(() => {}, 1000)`),
  })
  await visitor.send(`${SHOT}/generate`, {})
  await until_(visitor, `value="${value}"`)
})

const box = (type: string, body: string) => {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(8 + body.length)
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, Buffer.from(body, 'latin1')])
}

test('a file is a picture or a film only when its own structure says that it is whole', () => {
  const folder = temporaryFolder('media')
  const at = (bytes: Buffer) => {
    const path = join(folder, 'file')
    writeFileSync(path, bytes)
    return path
  }
  const png = drawScene('x', 'y')
  const flipped = Buffer.from(png)
  flipped.writeUInt8((flipped[1000] ?? 0) ^ 1, 1000)
  const jpeg = Buffer.from('ffd8ffe000104a46494600ffd9', 'hex')
  const film = Buffer.concat([box('ftyp', 'isommp41'), box('moov', 'index'), box('mdat', 'pictures')])
  const webp = Buffer.from('RIFF\u0010\u0000\u0000\u0000WEBPVP8 \u0004\u0000\u0000\u0000data', 'latin1')
  expect(checkMedia(at(png), 'keyframe')).toBe('png')
  expect(checkMedia(at(jpeg), 'keyframe')).toBe('jpg')
  expect(checkMedia(at(webp), 'keyframe')).toBe('webp')
  expect(checkMedia(at(film), 'video')).toBe('mp4')
  expect(() => checkMedia(at(png), 'video')).toThrow('no MP4 film')
  expect(() => checkMedia(at(Buffer.alloc(0)), 'keyframe')).toThrow('no PNG, JPEG or WebP picture')
  const broken: [Buffer, 'keyframe' | 'video'][] = [
    [flipped, 'keyframe'],
    [png.subarray(0, 12), 'keyframe'],
    [png.subarray(0, png.length - 12), 'keyframe'],
    [jpeg.subarray(0, jpeg.length - 1), 'keyframe'],
    [webp.subarray(0, webp.length - 3), 'keyframe'],
    [film.subarray(0, film.length - 1), 'video'],
    [Buffer.concat([box('ftyp', 'isommp41'), box('mdat', 'pictures')]), 'video'],
  ]
  for (const [bytes, kind] of broken) {
    expect(() => checkMedia(at(bytes), kind), `${bytes.length} bytes`).toThrow('cut short or damaged')
  }
})

test('with ffmpeg a film is made from the keyframe', async () => {
  if (!isOnPath('ffmpeg')) throw new Error('This test needs ffmpeg: apt-get install ffmpeg')
  const { house, visitor } = await enter()
  putKeyframe(house.streams, 'the-lighthouse', 'segment_1.png', 'lamp')
  const film = '/streams/the-lighthouse/videos/1'
  await visitor.send(`${film}/generate`, {})
  await until('the film', async () => (await visitor.get(film)).text.includes('Complete'))
  const bytes = readFileSync(join(house.streams, 'the-lighthouse/videos/segment_1.mp4'))
  expect(bytes.toString('latin1', 4, 8)).toBe('ftyp')
  expect(bytes.length).toBeGreaterThan(10_000)
})

test('without ffmpeg the page says that nothing makes a video', async () => {
  vi.stubEnv('PATH', temporaryFolder('path'))
  onTestFinished(() => {
    vi.unstubAllEnvs()
  })
  const { house, visitor } = await enter()
  putKeyframe(house.streams, 'the-lighthouse', 'segment_1.png', 'lamp')
  const answer = await visitor.send('/streams/the-lighthouse/videos/1/generate', {})
  expect(answer.status).toBe(422)
  expect(answer.text).toContain('Nothing is set up that makes a video.')
})

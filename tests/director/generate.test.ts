import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isGone } from '../support/gone.ts'
import { decodePng } from '../support/png.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { until } from '../support/until.ts'
import { configWith } from './support/generator.ts'
import { putKeyframe } from './support/pictures.ts'
import { enter, type Visitor } from './support/visit.ts'

const GALLERY = '/streams/the-lighthouse/keyframes'

const cardOf = async (visitor: Visitor, key: string) =>
  (await visitor.get(GALLERY)).text
    .split('<article')
    .find((part) => part.includes(`id="shot-keyframe-${key}"`)) ?? ''

const until_ = (visitor: Visitor, word: string) =>
  until(word, async () => (await cardOf(visitor, '1')).includes(word))

test('the built-in generator draws a real picture, and the one before becomes a version that can be restored', async () => {
  const { house, visitor } = await enter()
  const before = putKeyframe(house.streams, 'the-lighthouse', 'segment_1.png', 'lamp')
  const file = join(house.streams, 'the-lighthouse/keyframes/segment_1.png')
  expect((await visitor.send(`${GALLERY}/1/generate`, {})).headers.get('location')).toBe(`${GALLERY}/1`)
  await until_(visitor, 'Complete')
  expect(decodePng(readFileSync(file)).width).toBe(960)
  expect(readFileSync(file).equals(before)).toBe(false)
  const version = /versions\/([\w.-]+png)/.exec((await visitor.get(`${GALLERY}/1`)).text)?.[1] ?? ''
  expect((await visitor.get(`${GALLERY}/1/versions/${version}`)).headers.get('content-type')).toBe(
    'image/png',
  )
  await visitor.send(`${GALLERY}/1/versions/${version}`, {})
  expect(readFileSync(file).equals(before)).toBe(true)
  expect(readdirSync(join(house.streams, 'the-lighthouse/keyframes'))).toEqual([
    '.generating',
    'segment_1.png',
  ])
  expect(readdirSync(join(house.streams, 'the-lighthouse/keyframes/.generating'))).toEqual([])
})

test('a prompt reaches the generator as it is, by standard input', async () => {
  const trace = join(temporaryFolder('trace'), 'prompt.txt')
  const config = configWith(`fs.writeFileSync(${JSON.stringify(trace)}, fs.readFileSync(0)); process.exit(3)`)
  const { house, visitor } = await enter({ config })
  const production = join(house.streams, 'the-lighthouse/production.json')
  const prompt = `--rm "x" $(touch y) '\n\u0000${'long '.repeat(20_000)}`
  writeFileSync(production, JSON.stringify({ segments: [{ id: 1, image_prompt: prompt }] }))
  await visitor.send(`${GALLERY}/1/generate`, {})
  await until_(visitor, 'Failed')
  expect(readFileSync(trace, 'utf8')).toBe(prompt)
})

test('a generator that fails leaves the picture as it was, and its last lines are shown', async () => {
  const code = `fs.writeFileSync(out, 'half'); console.error('x'.repeat(100000) + '\\nno credits left'); process.exit(4)`
  const { house, visitor } = await enter({ config: configWith(code) })
  const before = putKeyframe(house.streams, 'the-lighthouse', 'segment_1.png', 'lamp')
  await visitor.send(`${GALLERY}/1/generate`, {})
  await until_(visitor, 'Failed')
  expect(await cardOf(visitor, '1')).toContain('no credits left')
  expect(readFileSync(join(house.streams, 'the-lighthouse/keyframes/segment_1.png')).equals(before)).toBe(
    true,
  )
})

test.each([
  ['writes nothing', '', 'wrote no file'],
  ['writes something else', `fs.writeFileSync(out, 'not a picture')`, 'is no PNG, JPEG or WebP picture'],
])('a generator that %s has failed, though it says otherwise', async (_what, code, words) => {
  const { house, visitor } = await enter({ config: configWith(code) })
  await visitor.send(`${GALLERY}/1/generate`, {})
  await until_(visitor, words)
  expect(existsSync(join(house.streams, 'the-lighthouse/keyframes/segment_1.png'))).toBe(false)
})

test('a generator that hangs is ended after its time', async () => {
  const { visitor } = await enter({
    config: configWith('setInterval(() => {}, 1000)', { timeout_seconds: 0.5 }),
  })
  await visitor.send(`${GALLERY}/1/generate`, {})
  await until_(visitor, 'and was ended')
})

test('cancel ends the generator with all that it started', async () => {
  const folder = temporaryFolder('pids')
  const pids = join(folder, 'pids')
  const code = `const { spawn } = require('node:child_process')
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
    fs.writeFileSync(${JSON.stringify(`${pids}.tmp`)}, process.pid + ' ' + child.pid)
    fs.renameSync(${JSON.stringify(`${pids}.tmp`)}, ${JSON.stringify(pids)})
    process.on('SIGTERM', () => {}); console.log('40%'); setInterval(() => {}, 1000)`
  const { visitor } = await enter({ config: configWith(code) })
  await visitor.send(`${GALLERY}/1/generate`, {})
  await until_(visitor, 'value="40"')
  const task = /tasks\/(\d+)\/cancel/.exec(await cardOf(visitor, '1'))?.[1]
  await visitor.send(`/tasks/${task}/cancel`, {})
  expect(await cardOf(visitor, '1')).toContain('Canceled')
  const started = readFileSync(pids, 'utf8').split(' ').map(Number)
  expect(started.length).toBe(2)
  await until('both processes gone', () => started.every(isGone))
})

test('what is asked for twice is made once at a time', async () => {
  const { visitor } = await enter({ config: configWith('setInterval(() => {}, 1000)') })
  await visitor.send(`${GALLERY}/1/generate`, {})
  await visitor.send(`${GALLERY}/1/generate`, {})
  await visitor.send(`${GALLERY}/2/generate`, {})
  const page = (await visitor.get(GALLERY)).text
  expect(page.match(/Generating…/g)?.length).toBe(1)
  expect(page.match(/Queued…/g)?.length).toBe(1)
})

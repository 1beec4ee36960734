import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readLiveness, readStory } from 'story-monitor'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { readSkeleton } from '../../src/contract/index.ts'
import { runTypeScript } from '../support/example.ts'
import { decodePng } from '../support/png.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { until } from '../support/until.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const main = 'examples/story-pipeline/main.ts'
const folder = mkdtempSync(join(tmpdir(), 'story-monitor-pipeline-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const skeletonOf = (path: string) =>
  readSkeleton(JSON.parse(readFileSync(join(path, '_director_progress.json'), 'utf8')))
const scenesOf = (path: string) => skeletonOf(path)?.chapters.flatMap((chapter) => chapter.scenes) ?? []

beforeAll(() => {
  expect(runTypeScript(main, folder, '--fast')).toEqual({ status: 0, stdout: '', stderr: '' })
})

test('the story is finished, every phase done, every count full', () => {
  const { progress, liveness } = readStory(folder)
  expect(liveness.state).toBe('finished')
  expect(
    progress?.phases.map(({ name, status, complete, total }) => ({ name, status, complete, total })),
  ).toEqual([
    { name: 'reddit', status: 'done' },
    { name: 'director', status: 'done', complete: 12, total: 12 },
    { name: 'production', status: 'done', complete: 12, total: 12 },
    { name: 'assembly', status: 'done', complete: 4, total: 4 },
  ])
})

test('the skeleton has a title, a logline, four chapters of three scenes, and only done assets', () => {
  const skeleton = skeletonOf(folder)
  expect(skeleton?.title).toBe('The Road in the Water')
  expect(skeleton?.logline).toMatch(/^Sent to find out which of two maps is wrong/)
  expect(skeleton?.chapters.map(({ sceneCount }) => sceneCount)).toEqual([3, 3, 3, 3])
  expect(skeleton?.assetsByType).toEqual({ image: 12, audio: 12, video: 0, text: 13 })
  const assets = [...(skeleton?.storyAssets ?? []), ...scenesOf(folder).flatMap((scene) => scene.assets)]
  expect(assets).toHaveLength(37)
  expect(assets.filter(({ status, resultPath }) => status !== 'done' || !resultPath)).toEqual([])
})

test('what the forum left in the text is gone', () => {
  const texts = readdirSync(join(folder, 'texts')).map((name) =>
    readFileSync(join(folder, 'texts', name), 'utf8'),
  )
  expect(texts).toHaveLength(12)
  expect(texts.join('\n')).not.toMatch(/EDIT|TL;DR|&amp;|\*|#| {2}/)
})

test('every scene has a card of its own: a sound PNG of 960 × 540 with more than a handful of colours', () => {
  const seen = new Set<string>()
  for (const scene of scenesOf(folder)) {
    const card = scene.assets.find((asset) => asset.type === 'image')
    const { width, height, pixels } = decodePng(readFileSync(join(folder, card?.resultPath ?? '')))
    expect([width, height]).toEqual([960, 540])
    const colours = new Set<number>()
    for (let at = 0; at + 2 < pixels.length; at += 3 * 97) colours.add(pixels.readUIntBE(at, 3))
    expect(colours.size, scene.name).toBeGreaterThan(200)
    seen.add(createHash('sha256').update(pixels).digest('hex'))
  }
  expect(seen.size).toBe(12)
})

test('every scene has a sound of its own: ten seconds of 16-bit WAV that is neither silent nor clipped', () => {
  const seen = new Set<string>()
  for (const scene of scenesOf(folder)) {
    const sound = scene.assets.find((asset) => asset.type === 'audio')
    const bytes = readFileSync(join(folder, sound?.resultPath ?? ''))
    expect(bytes.toString('latin1', 0, 4)).toBe('RIFF')
    expect(bytes.readUInt32LE(4)).toBe(bytes.length - 8)
    expect(bytes.toString('latin1', 8, 16)).toBe('WAVEfmt ')
    expect([bytes.readUInt16LE(20), bytes.readUInt16LE(22), bytes.readUInt16LE(34)]).toEqual([1, 1, 16])
    expect(bytes.readUInt32LE(40) / bytes.readUInt32LE(28)).toBe(10)
    const samples = new Int16Array(bytes.buffer.slice(bytes.byteOffset + 44, bytes.byteOffset + bytes.length))
    const loudest = samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0)
    expect(loudest, scene.name).toBeGreaterThan(8000)
    expect(loudest, scene.name).toBeLessThan(32_767)
    expect([samples[0], samples.at(-1)]).toEqual([0, 0])
    seen.add(createHash('sha256').update(bytes).digest('hex'))
  }
  expect(seen.size).toBe(12)
})

test('story.html names every scene, shows its card, plays its sound, and holds no script', () => {
  const html = readFileSync(join(folder, 'story.html'), 'utf8')
  for (const scene of scenesOf(folder)) {
    expect(html).toContain(`<h3>${scene.name}</h3>`)
    const [card, sound] = scene.assets.map((asset) => asset.resultPath)
    expect(html).toContain(`src="${card}"`)
    expect(html).toContain(`src="${sound}"`)
  }
  expect(html).not.toMatch(/<script|javascript:|\son\w+=|https?:/i)
})

test('a killed pipeline is shown as dead, and started again it runs to the end', async () => {
  const story = temporaryFolder('killed')
  const child = spawn(process.execPath, ['--import', 'tsx', main, story], { cwd: root, stdio: 'ignore' })
  onTestFinished(() => void child.kill('SIGKILL'))
  await until('the director to plan a scene', () => readStory(story).progress?.phases[1]?.complete)
  child.kill('SIGKILL')
  await until('its death to be seen', () => readLiveness(story).state === 'dead')
  const second = runTypeScript(main, story, '--fast')
  expect(second.status).toBe(0)
  expect(readLiveness(story).state).toBe('finished')
  expect(scenesOf(story)).toHaveLength(12)
  const history = readFileSync(join(story, '_history.jsonl'), 'utf8')
  expect(history).toMatch(/"name":"director","status":"error"/)
}, 120_000)

test('without a folder it says what to type', () => {
  const { status, stderr } = runTypeScript(main)
  expect(status).toBe(2)
  expect(stderr).toBe('Say which folder the story goes into: story-pipeline <folder> [--fast]\n')
})

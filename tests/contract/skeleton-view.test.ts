import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readSkeleton, resultAddress, safeResultPath } from '../../src/contract/index.ts'

const sample: unknown = JSON.parse(
  readFileSync(new URL('../fixtures/story/_director_progress.json', import.meta.url), 'utf8'),
)

test('the real file of another pipeline reads: counts without assets, assets without names', () => {
  const view = readSkeleton(sample)
  expect(view?.title).toBe('The Quantum Barista')
  expect(view?.assetsByType).toEqual({ image: 12, audio: 8, video: 0, text: 45 })
  expect(view?.chapters.map(({ title, sceneCount }) => [title, sceneCount])).toEqual([
    ['Chapter 1: The Grind', 3],
    ['Chapter 2: Caffeine Jitters', 0],
    ['Chapter 3: The Roast', 0],
  ])
  const scenes = view?.chapters[0]?.scenes ?? []
  expect(scenes.map((scene) => [scene.assetsCount, scene.assets.length])).toEqual([
    [5, 5],
    [7, 0],
    [0, 0],
  ])
  expect(scenes[1]?.assetsByType).toEqual({ image: 3, audio: 2, video: 0, text: 2 })
  expect(scenes[0]?.assets.map((asset) => `${asset.name}, ${asset.workflow}, ${asset.status}`)).toEqual([
    'Image 1, flux_dev, done',
    'Image 2, flux_dev, pending',
    'Text 3, comfy_sound, done',
    'Text 4, elevenlabs_tts, done',
    'Text 5, gpt-4, done',
  ])
  expect(scenes[0]?.assets[0]?.params['seed']).toBe(12345)
})

test.each([null, undefined, [], 'text', 7])('%j is no skeleton at all', (value) => {
  expect(readSkeleton(value)).toBeUndefined()
})

test('an empty object is an empty skeleton', () => {
  expect(readSkeleton({})).toEqual({
    title: '',
    logline: '',
    assetsByType: { image: 0, audio: 0, video: 0, text: 0 },
    storyAssets: [],
    chapters: [],
  })
})

test('counts that are missing are derived from all levels; counts that are there are shown', () => {
  const image = { type: 'image' }
  const chapters = [
    { assets: [{ type: 'audio' }], scenes: [{ assets: [image, image, { type: 'hologram' }] }, {}] },
    { scene_count: 9, scenes: [{ assets_by_type: { text: 4 }, assets: [image] }] },
  ]
  const view = readSkeleton({ story_assets: [{ type: 'video' }], chapters })
  expect(view?.assetsByType).toEqual({ image: 2, audio: 1, video: 1, text: 4 })
  expect(view?.chapters.map((chapter) => chapter.sceneCount)).toEqual([2, 9])
  expect(view?.chapters[0]?.scenes.map((scene) => scene.assetsCount)).toEqual([3, 0])
  expect(view?.chapters[1]?.scenes[0]?.assetsCount).toBe(4)
  expect(readSkeleton({ assets_by_type: { image: 99 }, chapters })?.assetsByType.image).toBe(99)
})

test('wrong types at every level become empty places that keep their position', () => {
  const view = readSkeleton({
    title: 7,
    logline: null,
    assets_by_type: 'many',
    story_assets: {},
    chapters: [null, 'x', { title: [], scene_count: -1, scenes: [7, { name: {}, assets: [null, []] }] }],
  })
  expect(view?.title).toBe('')
  expect(view?.chapters.map((chapter) => chapter.title)).toEqual(['Chapter 1', 'Chapter 2', 'Chapter 3'])
  expect(view?.chapters[2]?.sceneCount).toBe(2)
  expect(view?.chapters[2]?.scenes.map((scene) => scene.name)).toEqual(['Scene 1', 'Scene 2'])
  expect(view?.chapters[2]?.scenes[1]?.assets[1]).toEqual({
    name: 'Text 2',
    type: 'text',
    workflow: '',
    status: 'pending',
    params: {},
  })
})

test('a status that the contract does not have is unknown, and none is pending', () => {
  const assets = [{ status: 'generating' }, { status: 'Done' }, { status: 7 }, {}]
  expect(readSkeleton({ story_assets: assets })?.storyAssets.map((asset) => asset.status)).toEqual([
    'generating',
    'unknown',
    'unknown',
    'pending',
  ])
})

test('an asset’s type that is called like a part of the language is counted nowhere', () => {
  const view = readSkeleton({ story_assets: [{ type: '__proto__' }, { type: 'constructor' }] })
  expect(view?.assetsByType).toEqual({ image: 0, audio: 0, video: 0, text: 0 })
})

test('text stays text, whatever stands in it', () => {
  const title = '<img src=x onerror=alert(1)>\u202e\u200b'
  expect(readSkeleton({ title })?.title).toBe(title)
})

test.each([
  ['cards/1.png', 'cards/1.png'],
  ['./cards//1.png', 'cards/1.png'],
  ['cards/', 'cards'],
  ['a b/#1?.png', 'a b/#1?.png'],
  ['50% off.png', '50% off.png'],
  ['%2e%2e/x', '%2e%2e/x'],
  ['über/🎬.mp4', 'über/🎬.mp4'],
  ['cards/scene-1:2.png', 'cards/scene-1:2.png'],
])('%j may be followed as %j', (value, path) => {
  expect(safeResultPath(value)).toBe(path)
})

test.each([
  '/etc/passwd',
  'half \ud800 pair.png',
  '//evil.example/x.png',
  '../x',
  'a/../../x',
  'a/..',
  '.env',
  'a/.git/config',
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'data:image/svg+xml,<svg onload=alert(1)>',
  'https://evil.example/x.png',
  'blob:x',
  'file:///etc/passwd',
  'C:/Windows/x',
  'a\\..\\b',
  '\\\\host\\share',
  'java\tscript:alert(1)',
  '\njavascript:alert(1)',
  'a\0.png',
  'half a pair \ud83c.png',
  '',
  '.',
  '/',
  './',
  'x'.repeat(5000),
  7,
  null,
  undefined,
  ['a'],
  {},
])('%j is not followed', (value) => {
  expect(safeResultPath(value)).toBeUndefined()
  expect(readSkeleton({ story_assets: [{ result_path: value }] })?.storyAssets[0]).not.toHaveProperty(
    'resultPath',
  )
})

test('whatever a file says, an address that is made of it stays in the folder of the page', () => {
  const base = 'http://127.0.0.1:8081/stories/one/'
  const part = fc.oneof(
    fc.constantFrom(
      '..',
      '.',
      '',
      'cards',
      'javascript:',
      'http:',
      '//',
      '\\',
      '%2e%2e',
      '%2E.',
      '?',
      '#',
      '\t',
      ' ',
      '@',
    ),
    fc.string({ unit: 'grapheme', maxLength: 6 }),
    fc.string({ unit: 'binary', maxLength: 6 }),
  )
  const value = fc.array(part, { maxLength: 6 }).map((parts) => parts.join('/'))
  const unit = fc.integer({ min: 0, max: 0xffff })
  const utf16 = fc.array(unit, { maxLength: 5 }).map((units) => String.fromCharCode(...units))
  let followed = 0
  fc.assert(
    fc.property(fc.oneof(value, fc.string(), fc.webUrl(), utf16), (asked) => {
      const path = safeResultPath(asked)
      if (path === undefined) return
      followed += 1
      const address = new URL(resultAddress(path), base)
      expect(address.href.startsWith(base)).toBe(true)
      expect(address.search + address.hash).toBe('')
      expect(decodeURIComponent(address.pathname.slice('/stories/one/'.length))).toBe(path)
    }),
    { numRuns: 3000 },
  )
  expect(followed).toBeGreaterThan(100)
})

test('no JSON value at all makes the reader throw', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), fc.jsonValue({ maxDepth: 4 }), (value, part) => {
      readSkeleton(value)
      readSkeleton({ chapters: part, story_assets: part, assets_by_type: part })
      readSkeleton({
        chapters: [{ scenes: part, assets: part }, { scenes: [{ assets: part, assets_by_type: part }] }],
      })
    }),
    { numRuns: 500 },
  )
})

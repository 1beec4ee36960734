import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SkeletonWriter } from 'story-monitor'
import { readSkeleton } from 'story-monitor/contract'
import { expect, test } from 'vitest'
import { runPipeline } from '../support/child.ts'
import { skeletonIn } from '../support/story.ts'
import { temporaryFolder } from '../support/temporary.ts'

test('a skeleton grows scene by scene, with its counts', () => {
  const folder = temporaryFolder()
  using skeleton = new SkeletonWriter(folder)
  skeleton.begin({ title: 'The Lamp', logline: 'A keeper waits.' })
  const chapter = skeleton.addChapter({ title: 'Night' })
  const stairs = skeleton.addScene(chapter, {
    name: 'The stairs',
    summary: 'She climbs.',
    assets: [{ name: 'stair card', type: 'image', workflow: 'draw', params: { prompt: 'a stair' } }],
  })
  const sound = skeleton.addAsset(stairs, { type: 'audio', skillReason: 'footsteps' })
  skeleton.addAsset({ chapter }, { type: 'text' })
  skeleton.addAsset({}, { type: 'video' })
  skeleton.updateAsset(sound, { status: 'done', resultPath: 'sounds/1.wav' })
  skeleton.flush()
  expect(skeletonIn(folder)).toEqual({
    title: 'The Lamp',
    logline: 'A keeper waits.',
    assets_by_type: { image: 1, audio: 1, text: 1, video: 1 },
    story_assets: [{ status: 'pending', type: 'video' }],
    chapters: [
      {
        title: 'Night',
        scene_count: 1,
        assets: [{ status: 'pending', type: 'text' }],
        scenes: [
          {
            name: 'The stairs',
            summary: 'She climbs.',
            assets_count: 2,
            assets_by_type: { image: 1, audio: 1 },
            assets: [
              {
                asset_name: 'stair card',
                type: 'image',
                workflow: 'draw',
                status: 'pending',
                params: { prompt: 'a stair' },
              },
              { type: 'audio', status: 'done', skill_reason: 'footsteps', result_path: 'sounds/1.wav' },
            ],
          },
        ],
      },
    ],
  })
})

test('another writer continues a skeleton, and the keys of others stay', () => {
  const folder = temporaryFolder()
  const director = new SkeletonWriter(folder)
  director.begin({ title: 'One' })
  director.addScene(director.addChapter({ title: 'A' }), { name: 'S', assets: [{ type: 'image' }] })
  director.close()
  const path = join(folder, '_director_progress.json')
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), max_chapter_workers: 4 }))
  const production = new SkeletonWriter(folder)
  production.updateAsset({ chapter: 0, scene: 0, asset: 0 }, { status: 'generating' })
  production.updateAsset({ chapter: 0, scene: 7, asset: 0 }, { status: 'done' })
  production.close()
  expect(skeletonIn(folder)).toMatchObject({ max_chapter_workers: 4, title: 'One' })
  expect(readSkeleton(skeletonIn(folder))?.chapters[0]?.scenes[0]?.assets[0]?.status).toBe('generating')
})

test('what was written last is on disk after an uncaught error', async () => {
  const folder = temporaryFolder()
  await runPipeline(
    folder,
    `const skeleton = new SkeletonWriter(folder)
     skeleton.begin({ title: 'T' })
     const chapter = skeleton.addChapter({ title: 'C' })
     for (let index = 0; index < 500; index += 1) skeleton.addScene(chapter, { name: 'scene ' + index })
     throw new Error('crash')`,
  ).ended
  expect(skeletonIn(folder).chapters?.[0]?.scenes).toHaveLength(500)
})

test('wrong words are refused where they are written', () => {
  using skeleton = new SkeletonWriter(temporaryFolder())
  skeleton.begin({ title: 'T' })
  const wrong = { type: 'image', status: 'finished' }
  expect(() => Reflect.apply(skeleton.addAsset, skeleton, [{}, wrong])).toThrow(
    /`status`.*pending.*got "finished"/,
  )
})

import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { ProgressTracker, SkeletonWriter } from 'story-monitor'
import { assemblePage } from './assemble.ts'
import { type Plan, planStory } from './director.ts'
import { paceOf } from './pace.ts'
import { type PlannedScene, plannedAssets, produceScene } from './produce.ts'
import { cleanPost } from './read.ts'
import { STORY_TEXT } from './story-text.ts'

/*
 * A whole story pipeline without a network: it reads a posted story, plans chapters and scenes, draws a card and plays
 * a sound for each scene, and binds them into a page. Usage: node story-pipeline.js <folder> [--fast]
 */
const [folderName, ...flags] = process.argv.slice(2)
if (folderName === undefined || folderName.startsWith('-')) {
  console.error('Say which folder the story goes into: story-pipeline <folder> [--fast]')
  process.exit(2)
}
const folder = resolve(folderName)
const pace = paceOf(flags.includes('--fast'))

const tracker = new ProgressTracker(folder, { jobId: 'the-road-in-the-water', workflow: 'story' })
const skeleton = new SkeletonWriter(folder)
tracker.ensureViewer()
for (const kind of ['cards', 'sounds', 'texts']) mkdirSync(join(folder, kind), { recursive: true })

const story = await tracker.run('reddit', async () => {
  tracker.step('Reading the post')
  await pace('read')
  const clean = cleanPost(STORY_TEXT)
  tracker.step(`Left out ${clean.removed} lines that are no part of the story`)
  await pace('read')
  tracker.step(`Kept ${clean.words} words of “${clean.title}”`)
  await pace('read')
  return clean
})

const plan = planStory(story)
const scenes = plan.chapters.flatMap((chapter) => chapter.scenes)

const { places, whole } = await tracker.run('director', () => direct(plan))
tracker.step('Waiting for a look at the plan')
await pace('inspect')

await tracker.run('production', async () => {
  tracker.setPhaseProgress('production', 0, scenes.length)
  for (const [index, place] of places.entries()) {
    await produceScene(place, { folder, skeleton, tracker, pace })
    tracker.setPhaseProgress('production', index + 1, scenes.length)
  }
})

await tracker.run('assembly', async () => {
  skeleton.updateAsset(whole, { status: 'generating' })
  for (const [index, chapter] of plan.chapters.entries()) {
    tracker.step(`Binding ${chapter.title}`)
    tracker.setPhaseProgress('assembly', index, plan.chapters.length)
    await pace('bind')
  }
  writeFileSync(join(folder, 'story.html'), assemblePage(plan))
  skeleton.updateAsset(whole, { status: 'done', resultPath: 'story.html' })
  tracker.setPhaseProgress('assembly', plan.chapters.length, plan.chapters.length)
})

tracker.complete()
skeleton.close()
tracker.close()

/** Writes the skeleton down as it is thought of, scene by scene, and returns where everything stands in it. */
async function direct({ title, logline, chapters }: Plan) {
  tracker.setPhaseProgress('director', 0, scenes.length)
  tracker.step('Finding the title and the logline')
  await pace('plan')
  skeleton.begin({ title, logline })
  const whole = skeleton.addAsset({}, { name: 'The whole story', type: 'text', workflow: 'bind-page' })
  await pace('plan')
  const found: PlannedScene[] = []
  for (const chapter of chapters) {
    const at = skeleton.addChapter({ title: chapter.title })
    for (const scene of chapter.scenes) {
      tracker.step(`Planning scene ${scene.number}: ${scene.name}`)
      const place = skeleton.addScene(at, { name: scene.name, summary: scene.summary })
      const assets = plannedAssets(scene).map((asset) => skeleton.addAsset(place, asset))
      found.push({ scene, chapterTitle: chapter.title, assets })
      tracker.setPhaseProgress('director', found.length, scenes.length)
      await pace('plan')
    }
  }
  skeleton.flush()
  return { places: found, whole }
}

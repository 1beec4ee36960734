import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { NewAsset, ProgressTracker, SkeletonWriter } from 'story-monitor'
import { CARD, drawCard } from './card.ts'
import { filesOf, promptOf, type Scene } from './director.ts'
import type { Pace } from './pace.ts'
import { composeSound, SECONDS } from './sound.ts'

type AssetRef = ReturnType<SkeletonWriter['addAsset']>

/** A scene and where its three assets stand in the skeleton, in the order of `plannedAssets`. */
export type PlannedScene = { scene: Scene; chapterTitle: string; assets: AssetRef[] }

type Studio = { folder: string; skeleton: SkeletonWriter; tracker: ProgressTracker; pace: Pace }

/** What a scene will need: a card, a sound, and its words. */
export const plannedAssets = (scene: Scene): NewAsset[] => [
  {
    name: `Card of ${scene.name}`,
    type: 'image',
    workflow: 'card-painter',
    params: { prompt: promptOf(scene), seed: scene.seed, width: CARD.width, height: CARD.height },
    skillReason: 'Drawn from the hour, the weather and the things that the text names.',
  },
  {
    name: `Sound of ${scene.name}`,
    type: 'audio',
    workflow: 'tone-player',
    params: { prompt: scene.summary, seed: scene.seed, seconds: SECONDS },
    skillReason: 'Its words choose the notes.',
  },
  {
    name: `Text of ${scene.name}`,
    type: 'text',
    workflow: 'plain-text',
    params: { paragraphs: scene.paragraphs.length },
    skillReason: 'Read along while the sound plays.',
  },
]

/** Makes the three files of a scene, one after the other, and says so in the skeleton. */
export async function produceScene(planned: PlannedScene, studio: Studio): Promise<void> {
  const { scene, chapterTitle, assets } = planned
  const files = filesOf(scene)
  const work = [
    { path: files.image, says: 'Painting', kind: 'paint', make: () => drawCard(scene, chapterTitle) },
    { path: files.audio, says: 'Composing', kind: 'compose', make: () => composeSound(scene) },
    { path: files.text, says: 'Writing', kind: 'write', make: () => `${scene.paragraphs.join('\n\n')}\n` },
  ] as const
  for (const [index, { path, says, kind, make }] of work.entries()) {
    const asset = assets[index]
    if (asset === undefined) throw new Error(`scene ${scene.number} has no planned asset ${index + 1}`)
    studio.tracker.step(`${says} scene ${scene.number}: ${scene.name}`)
    studio.skeleton.updateAsset(asset, { status: 'generating' })
    await studio.pace(kind)
    writeFileSync(join(studio.folder, path), make())
    studio.skeleton.updateAsset(asset, { status: 'done', resultPath: path })
  }
}

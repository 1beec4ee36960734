import type { AssetView, SceneView, SkeletonView } from '../../../src/contract/index.ts'
import { siblingIds } from './identity.ts'
import { type Outline, STATUSES, type StatusCounts } from './protocol.ts'

/** A chapter, or the assets that belong to the whole story: what stands at the top level of the list. */
export type Group = {
  id: number
  title: string
  sceneCount: number
  assets: readonly AssetView[]
  scenes: readonly SceneView[]
  sceneIds: readonly number[]
  byStatus: StatusCounts
  assetCount: number
}

/** The skeleton as the keeper holds it: read once per version of the file, asked many times. */
export type Model = { groups: readonly Group[]; outline: Outline }

/** Prepares a skeleton for being asked for rows. */
export function modelOf(skeleton: SkeletonView): Model {
  const ids = siblingIds(
    'chapter',
    skeleton.chapters.map((chapter) => chapter.title),
  )
  const story = { title: 'For the whole story', sceneCount: 0, assets: skeleton.storyAssets, scenes: [] }
  const groups = [
    ...(skeleton.storyAssets.length > 0 ? [groupOf(story, siblingIds('story', [''])[0] ?? 0)] : []),
    ...skeleton.chapters.map((chapter, index) => groupOf(chapter, ids[index] ?? index)),
  ]
  const byStatus = noStatuses()
  for (const group of groups) for (const word of STATUSES) byStatus[word] += group.byStatus[word]
  const active = firstActive(groups)
  return {
    groups,
    outline: {
      title: skeleton.title,
      logline: skeleton.logline,
      assetsByType: skeleton.assetsByType,
      byStatus,
      chapters: skeleton.chapters.length,
      scenes: groups.reduce((sum, group) => sum + group.scenes.length, 0),
      assets: groups.reduce((sum, group) => sum + group.assetCount, 0),
      ...(active ? { active } : {}),
    },
  }
}

type Source = Pick<Group, 'title' | 'sceneCount' | 'assets' | 'scenes'>

function groupOf(source: Source, id: number): Group {
  const byStatus = noStatuses()
  addStatuses(byStatus, source.assets)
  for (const scene of source.scenes) addStatuses(byStatus, scene.assets)
  const names = source.scenes.map((scene) => scene.name)
  return {
    id,
    title: source.title,
    sceneCount: source.sceneCount,
    assets: source.assets,
    scenes: source.scenes,
    sceneIds: siblingIds(id, names),
    byStatus,
    assetCount: STATUSES.reduce((sum, word) => sum + byStatus[word], 0),
  }
}

const noStatuses = (): StatusCounts => ({
  done: 0,
  running: 0,
  generating: 0,
  pending: 0,
  error: 0,
  unknown: 0,
})

function addStatuses(counts: StatusCounts, assets: readonly AssetView[]): void {
  for (const asset of assets) counts[asset.status] += 1
}

export function statusesOf(assets: readonly AssetView[]): StatusCounts {
  const counts = noStatuses()
  addStatuses(counts, assets)
  return counts
}

export const isMaking = (status: AssetView['status']) => status === 'running' || status === 'generating'

/** An asset's place in its own list names it: real files leave the names out. */
export const assetId = (owner: number, index: number): number =>
  siblingIds(owner, [`asset ${index}`])[0] ?? index

function firstActive(groups: readonly Group[]): Outline['active'] {
  for (const group of groups) {
    if (group.byStatus.running + group.byStatus.generating === 0) continue
    const own = group.assets.findIndex((asset) => isMaking(asset.status))
    if (own >= 0) return { chapter: group.id, asset: assetId(group.id, own) }
    for (const [index, scene] of group.scenes.entries()) {
      const at = scene.assets.findIndex((asset) => isMaking(asset.status))
      const id = group.sceneIds[index]
      if (at >= 0 && id !== undefined) return { chapter: group.id, scene: id, asset: assetId(id, at) }
    }
  }
  return undefined
}

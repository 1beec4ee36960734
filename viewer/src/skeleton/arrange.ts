import type { AssetView, SceneView } from '../../../src/contract/index.ts'
import { patternOf } from './matching.ts'
import { assetId, type Group, isMaking, type Model } from './model.ts'
import type { View } from './protocol.ts'
import { valueText } from './text.ts'

/** One row, by reference: which group, scene and asset it shows. Content is made only for rows that are asked for. */
export type Entry =
  | { kind: 'chapter'; id: number; group: Group; open: boolean; position: number; of: number }
  | { kind: 'scene'; id: number; scene: SceneView; open: boolean; position: number; of: number }
  | {
      kind: 'asset'
      id: number
      asset: AssetView
      inScene: boolean
      /** Whether something of its scene is being made. */
      making: boolean
      first: boolean
      position: number
      of: number
    }

export type Entries = {
  list: Entry[]
  found: { scenes: number; assets: number }
  leftOut: number
  assetsOpen: boolean
}

/** Skeletons up to this many rows are rendered whole, so that the browser's own search finds everything. */
export const SMALL = 300
/** Browsers lay out about 17 million pixels; more rows than this would not fit. */
const MAX_ROWS = 120_000

/**
 * Puts the rows that the reader wants to see into order.
 *
 * With a search or a filter, what matches is shown together with the chapter and the scene that it is in.
 */
export function arrange(model: Model, view: View): Entries {
  const { outline } = model
  const assetsOpen =
    view.assetsOpen === 'auto' ? outline.chapters + outline.scenes + outline.assets <= SMALL : view.assetsOpen
  const list: Entry[] = []
  const chosen = choose(view)
  const shown = model.groups
    .map((group) => ({ group, ...chosen.within(group) }))
    .filter((part) => part.matches)
  const found = { scenes: 0, assets: 0 }
  for (const [index, part] of shown.entries()) {
    const { group } = part
    const open = chosen.isOpen(group.id, view.chaptersOpen || chosen.filtering)
    list.push({ kind: 'chapter', id: group.id, group, open, position: index + 1, of: shown.length })
    found.assets += part.assets.length + part.scenes.reduce((sum, scene) => sum + scene.found, 0)
    found.scenes += part.scenes.length
    if (!open || list.length > MAX_ROWS * 2) continue
    pushAssets(list, group.id, group.assets, part.assets, false)
    for (const [at, { index: sceneIndex, assets, isHit }] of part.scenes.entries()) {
      const scene = group.scenes[sceneIndex]
      const id = group.sceneIds[sceneIndex]
      if (scene === undefined || id === undefined) continue
      const sceneOpen = chosen.isOpen(id, chosen.filtering ? isHit : assetsOpen)
      list.push({ kind: 'scene', id, scene, open: sceneOpen, position: at + 1, of: part.scenes.length })
      if (sceneOpen) pushAssets(list, id, scene.assets, assets, true)
    }
  }
  const leftOut = Math.max(0, list.length - MAX_ROWS)
  return { list: leftOut > 0 ? list.slice(0, MAX_ROWS) : list, found, leftOut, assetsOpen }
}

function pushAssets(
  list: Entry[],
  owner: number,
  all: readonly AssetView[],
  shown: number[],
  inScene: boolean,
) {
  const making = inScene && all.some((asset) => isMaking(asset.status))
  for (const [at, index] of shown.entries()) {
    const asset = all[index]
    if (asset === undefined) continue
    const place = { position: at + 1, of: shown.length, first: at === 0, making }
    list.push({ kind: 'asset', id: assetId(owner, index), asset, inScene, ...place })
  }
}

/** `assets`: indexes to list when the scene is open. `isHit`: some asset itself matched, so the scene opens by itself. */
type SceneChoice = { index: number; assets: number[]; found: number; isHit: boolean }
type GroupChoice = { matches: boolean; assets: number[]; scenes: SceneChoice[] }

function choose(view: View) {
  const pattern = patternOf(view.query)
  const toggled = new Set(view.toggled)
  const filtering = pattern !== undefined || view.status !== 'all'
  const isOpen = (id: number, normally: boolean) => (toggled.has(id) ? !normally : normally)
  const has = (text: string) => pattern?.test(text) === true
  const fits = ({ status }: AssetView) =>
    view.status === 'all' || (view.status === 'making' ? isMaking(status) : status === view.status)
  const assetHit = (asset: AssetView) =>
    pattern === undefined ||
    has(asset.name) ||
    has(asset.workflow) ||
    Object.values(asset.params).some((value) => has(valueText(value)))

  const pick = (assets: readonly AssetView[], ownerHit: boolean) => {
    const fitting: number[] = []
    const hits: number[] = []
    for (const [index, asset] of assets.entries()) {
      if (!fits(asset)) continue
      fitting.push(index)
      if (filtering && assetHit(asset)) hits.push(index)
    }
    if (!filtering) return { assets: fitting, isHit: false, found: fitting.length }
    if (hits.length === 0 && ownerHit) {
      // The words stand in the scene itself: with a filter its assets of that status are what was asked for.
      const found = view.status === 'all' ? 0 : fitting.length
      return { assets: fitting, isHit: found > 0, found }
    }
    return { assets: hits, isHit: hits.length > 0, found: hits.length }
  }

  const within = (group: Group): GroupChoice => {
    const title = has(group.title)
    const own = pick(group.assets, false)
    const sceneChoices = (everything: boolean) =>
      group.scenes.flatMap((scene, index): SceneChoice[] => {
        const hit = everything || has(scene.name) || has(scene.summary)
        const picked = pick(scene.assets, hit)
        if (filtering && !picked.isHit && !(hit && view.status === 'all')) return []
        return [{ index, ...picked }]
      })
    if (!filtering) return { matches: true, assets: own.assets, scenes: sceneChoices(false) }
    const scenes = sceneChoices(false)
    // A chapter that only matches by its title is shown with everything that is in it.
    if (title && scenes.length === 0 && own.assets.length === 0) {
      const all = sceneChoices(true)
      return { matches: view.status === 'all' || all.length > 0, assets: [], scenes: all }
    }
    return { matches: scenes.length > 0 || own.assets.length > 0, assets: own.assets, scenes }
  }
  return { filtering, isOpen, within }
}

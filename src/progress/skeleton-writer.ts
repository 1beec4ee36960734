import { join, resolve } from 'node:path'
import {
  ASSET_STATUSES,
  ASSET_TYPES,
  type AssetStatus,
  SKELETON_JSON_FILENAME,
  wordOf,
} from '../contract/index.ts'
import { makeFolder, sweepOrphans } from '../files/index.ts'
import { count, filledText, type OnWarning, refuse, text, type Warnings, warningsOf } from '../host/index.ts'
import { type Draft, isDraft, list, section } from './draft.ts'
import { plainCopy } from './plain.ts'
import { SharedFile } from './shared-file.ts'

export type NewAsset = {
  name?: string
  /** `image`, `audio`, `video`, `text`, or a word of your own. */
  type: string
  workflow?: string
  /** Default `pending`. */
  status?: AssetStatus
  params?: { [key: string]: unknown }
  skillReason?: string
  /** Relative to the story folder. */
  resultPath?: string
}

export type AssetPatch = Partial<NewAsset>

/** Where an asset hangs: on the story, on a chapter, or on a scene. Indexes count from 0. */
export type AssetPlace = { chapter?: number; scene?: number }

/** One asset: its place and its index there. */
export type AssetRef = AssetPlace & { asset: number }

/**
 * Writes the skeleton of a story, `_director_progress.json`, as the director makes it: title, logline, chapters, scenes
 * and assets, and later each asset's status. Writes are gathered (at most every 100 ms, and before the process exits);
 * `flush()` writes at once. Trouble with the disk never throws.
 *
 * @example
 * const skeleton = new SkeletonWriter('./my-story')
 * skeleton.begin({ title: 'The Lamp', logline: 'A keeper waits.' })
 * const chapter = skeleton.addChapter({ title: 'Night' })
 * const scene = skeleton.addScene(chapter, { name: 'The stairs', summary: 'She climbs.' })
 * const card = skeleton.addAsset(scene, { type: 'image', params: { prompt: 'a spiral stair' } })
 * skeleton.updateAsset(card, { status: 'done', resultPath: 'cards/1.png' })
 * skeleton.close()
 */
export class SkeletonWriter {
  readonly #file: SharedFile
  readonly #warnings: Warnings
  #counter = 0

  /**
   * @param storyPath the story folder; it is made where it is missing. An existing skeleton is continued
   * @param options `onWarning`: told of trouble with the file; default `process.emitWarning`
   * @throws StoryMonitorError INVALID_ARGUMENT
   */
  constructor(storyPath: string, options: { onWarning?: OnWarning } = {}) {
    const folder = resolve(filledText('storyPath', storyPath))
    this.#warnings = warningsOf(folder, options.onWarning)
    try {
      makeFolder(folder)
      sweepOrphans(folder)
    } catch (error) {
      this.#warnings.begin('FOLDER', error)
    }
    this.#file = new SharedFile(join(folder, SKELETON_JSON_FILENAME), this.#warnings)
  }

  /** Begins a new skeleton: chapters and assets of an earlier one go, keys that others wrote stay. */
  begin(story: { title: string; logline?: string }): void {
    const title = text('title', story.title)
    const logline = text('logline', story.logline ?? '')
    this.#change('begin', (draft) => {
      Object.assign(draft, { title, logline, assets_by_type: {}, story_assets: [], chapters: [] })
    })
  }

  /** Changes the title, the logline, or both. */
  setStory(story: { title?: string; logline?: string }): void {
    const patch: Draft = {}
    if (story.title !== undefined) patch['title'] = text('title', story.title)
    if (story.logline !== undefined) patch['logline'] = text('logline', story.logline)
    this.#change('story', (draft) => Object.assign(draft, patch))
  }

  /** Adds a chapter at the end. @returns its index */
  addChapter(chapter: { title: string }): number {
    const title = text('title', chapter.title)
    const index = list(this.#file.read(), 'chapters').length
    this.#add((draft) => {
      list(draft, 'chapters').push({ title, scene_count: 0, assets: [], scenes: [] })
    })
    return index
  }

  /** Adds a scene at the end of a chapter. @returns its place, for `addAsset` */
  addScene(
    chapter: number,
    scene: { name: string; summary?: string; assets?: readonly NewAsset[] },
  ): { chapter: number; scene: number } {
    count('chapter', chapter)
    const made = { name: text('name', scene.name), summary: text('summary', scene.summary ?? '') }
    const index = list(placeOf(this.#file.read(), { chapter }), 'scenes').length
    this.#add((draft) => {
      const parent = placeOf(draft, { chapter })
      const scenes = list(parent, 'scenes')
      scenes.push({ ...made, assets_count: 0, assets_by_type: {}, assets: [] })
      parent['scene_count'] = scenes.length
    })
    const place = { chapter, scene: index }
    for (const asset of scene.assets ?? []) this.addAsset(place, asset)
    return place
  }

  /** Adds an asset to a scene, to a chapter (`{ chapter }`), or to the story (`{}`). @returns its reference */
  addAsset(place: AssetPlace, asset: NewAsset): AssetRef {
    const made = this.#keys({ status: 'pending', ...asset })
    const index = assetsOf(this.#file.read(), place).length
    this.#add((draft) => {
      assetsOf(draft, place).push({ ...made })
      countAsset(draft, place, asset.type)
    })
    return { ...place, asset: index }
  }

  /** Changes what is given of one asset: its status as it is made, its result when it is there. */
  updateAsset(ref: AssetRef, patch: AssetPatch): void {
    count('asset', ref.asset)
    const keys = this.#keys(patch)
    const key = `asset ${ref.chapter ?? ''}/${ref.scene ?? ''}/${ref.asset} ${Object.keys(keys).join()}`
    this.#change(key, (draft) => {
      const asset = assetsOf(draft, ref)[ref.asset]
      if (isDraft(asset)) Object.assign(asset, keys)
    })
  }

  /** Writes what waits: on disk when the call returns. */
  flush(): void {
    this.#file.flush()
  }

  /** Writes what waits. The writer isn't used afterwards. */
  close(): void {
    this.#file.close()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  #keys(asset: AssetPatch): Draft {
    const keys = assetKeys(asset)
    if (asset.params === undefined) return keys
    const params = plainCopy(
      `\`params\` of the asset "${asset.name ?? asset.type ?? ''}"`,
      asset.params,
      this.#warnings,
    )
    return params === undefined ? keys : { ...keys, params }
  }

  #change(key: string, change: (draft: Draft) => void): void {
    this.#file.soon(key, change)
  }

  /** What is added must not replace what was added before it. */
  #add(change: (draft: Draft) => void): void {
    this.#counter += 1
    this.#file.soon(`add ${this.#counter}`, change)
  }
}

const nothing = (): Draft => ({})

/** The story, chapter or scene at a place; what isn't there takes the change and is forgotten, as the file lost it. */
function placeOf(draft: Draft, place: AssetPlace): Draft {
  if (place.chapter === undefined) return draft
  const chapter = list(draft, 'chapters')[place.chapter]
  if (!isDraft(chapter)) return nothing()
  if (place.scene === undefined) return chapter
  const scene = list(chapter, 'scenes')[place.scene]
  return isDraft(scene) ? scene : nothing()
}

const assetsOf = (draft: Draft, place: AssetPlace): unknown[] =>
  list(placeOf(draft, place), place.chapter === undefined ? 'story_assets' : 'assets')

/** Keeps the counts that other readers show: the scene's own and the story's. */
function countAsset(draft: Draft, place: AssetPlace, type: string): void {
  const owner = placeOf(draft, place)
  if (place.scene !== undefined) owner['assets_count'] = list(owner, 'assets').length
  if (wordOf(type, ASSET_TYPES) === undefined) return
  const counted = place.scene === undefined ? [draft] : [draft, owner]
  for (const target of counted) {
    const counts = section(target, 'assets_by_type')
    counts[type] = (typeof counts[type] === 'number' ? counts[type] : 0) + 1
  }
}

function assetKeys(asset: AssetPatch): Draft {
  const keys: Draft = {}
  if (asset.name !== undefined) keys['asset_name'] = text('name', asset.name)
  if (asset.type !== undefined) keys['type'] = filledText('type', asset.type)
  if (asset.workflow !== undefined) keys['workflow'] = text('workflow', asset.workflow)
  if (asset.status !== undefined) keys['status'] = statusWord(asset.status)
  if (asset.skillReason !== undefined) keys['skill_reason'] = text('skillReason', asset.skillReason)
  if (asset.resultPath !== undefined) keys['result_path'] = text('resultPath', asset.resultPath)
  return keys
}

function statusWord(status: unknown): AssetStatus {
  const word = wordOf(status, ASSET_STATUSES)
  if (word === undefined) throw refuse('status', `one of ${ASSET_STATUSES.join(', ')}`, status)
  return word
}

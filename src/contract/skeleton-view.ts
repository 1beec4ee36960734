import { ASSET_STATUSES, ASSET_TYPES, type AssetStatus, type AssetType } from './names.ts'
import { given } from './progress-view.ts'
import { countOf, type Dictionary, isDictionary, listOf, ownValue, textOf, wordOf } from './reading.ts'

export type AssetCounts = { [Type in AssetType]: number }

/** One asset as a reader shows it. A status that the contract doesn't have is `unknown`. */
export type AssetView = {
  name: string
  type: string
  workflow: string
  status: AssetStatus | 'unknown'
  params: Dictionary
  skillReason?: string
  /** Relative to the story folder, and checked by `safeResultPath`: it can't leave the folder. */
  resultPath?: string
}

export type SceneView = {
  name: string
  summary: string
  assetsCount: number
  assetsByType: AssetCounts
  assets: AssetView[]
}

export type ChapterView = { title: string; sceneCount: number; assets: AssetView[]; scenes: SceneView[] }

export type SkeletonView = {
  title: string
  logline: string
  assetsByType: AssetCounts
  storyAssets: AssetView[]
  chapters: ChapterView[]
}

/**
 * Reads a parsed `_director_progress.json`. Counts that are there are shown; counts that are missing are derived.
 *
 * @param value what `JSON.parse` gave
 * @returns the view, or undefined when the value is not an object
 * @example readSkeleton({ chapters: [{ title: 'One', scenes: [{}] }] })?.chapters[0]?.sceneCount // 1
 */
export function readSkeleton(value: unknown): SkeletonView | undefined {
  if (!isDictionary(value)) return undefined
  const chapters = listOf(ownValue(value, 'chapters')).map(chapterOf)
  const storyAssets = listOf(ownValue(value, 'story_assets')).map(assetOf)
  const derived = sumCounts([
    countTypes(storyAssets),
    ...chapters.flatMap((chapter) => [
      countTypes(chapter.assets),
      ...chapter.scenes.map((scene) => scene.assetsByType),
    ]),
  ])
  return {
    title: textOf(ownValue(value, 'title')) ?? '',
    logline: textOf(ownValue(value, 'logline')) ?? '',
    assetsByType: countsOf(ownValue(value, 'assets_by_type'), derived),
    storyAssets,
    chapters,
  }
}

/**
 * What makes a parsed skeleton unreadable as a whole: something stands where its lists should be, or nothing in it is of
 * the type it should be. One wrong value among good ones is only left out.
 *
 * @returns the reason in words, or undefined for a skeleton that can be shown
 * @example skeletonMisfit({ title: 'The Lamp', chapters: 'none' }) // '"chapters" is not a list'
 */
export function skeletonMisfit(value: unknown): string | undefined {
  if (!isDictionary(value)) return 'it is not a JSON object'
  const given = [
    ...['chapters', 'story_assets'].map((key) => ({ key, wrong: listMisfit(ownValue(value, key)) })),
    ...['title', 'logline'].map((key) => ({ key, wrong: textMisfit(ownValue(value, key)) })),
  ].filter(({ wrong }) => wrong !== 'not there')
  const misfits = given.filter(({ wrong }) => wrong !== undefined)
  const [first] = misfits
  if (first === undefined || (first.key !== 'chapters' && misfits.length < given.length)) return undefined
  return `"${first.key}" ${first.wrong}`
}

function listMisfit(value: unknown): string | undefined {
  if (value === undefined || value === null) return 'not there'
  if (!Array.isArray(value)) return 'is not a list'
  if (value.length === 0) return 'not there'
  return value.some(isDictionary) ? undefined : 'holds no object'
}

function textMisfit(value: unknown): string | undefined {
  if (value === undefined || value === null) return 'not there'
  return textOf(value) === undefined ? 'is not a text' : undefined
}

function chapterOf(value: unknown, index: number): ChapterView {
  const scenes = listOf(ownValue(value, 'scenes')).map(sceneOf)
  return {
    title: textOf(ownValue(value, 'title')) || `Chapter ${index + 1}`,
    sceneCount: countOf(ownValue(value, 'scene_count')) ?? scenes.length,
    assets: listOf(ownValue(value, 'assets')).map(assetOf),
    scenes,
  }
}

function sceneOf(value: unknown, index: number): SceneView {
  const assets = listOf(ownValue(value, 'assets')).map(assetOf)
  const assetsByType = countsOf(ownValue(value, 'assets_by_type'), countTypes(assets))
  const sum = ASSET_TYPES.reduce((total, type) => total + assetsByType[type], 0)
  return {
    name: textOf(ownValue(value, 'name')) || `Scene ${index + 1}`,
    summary: textOf(ownValue(value, 'summary')) ?? '',
    assetsCount: countOf(ownValue(value, 'assets_count')) ?? Math.max(assets.length, sum),
    assetsByType,
    assets,
  }
}

function assetOf(value: unknown, index: number): AssetView {
  const params = ownValue(value, 'params')
  const type = textOf(ownValue(value, 'type')) ?? 'text'
  const status = ownValue(value, 'status')
  return {
    name: textOf(ownValue(value, 'asset_name')) || `${labelOfType(type)} ${index + 1}`,
    type,
    workflow: textOf(ownValue(value, 'workflow')) ?? '',
    status: status === undefined ? 'pending' : (wordOf(status, ASSET_STATUSES) ?? 'unknown'),
    params: isDictionary(params) ? params : {},
    ...given('skillReason', textOf(ownValue(value, 'skill_reason')) || undefined),
    ...given('resultPath', safeResultPath(ownValue(value, 'result_path'))),
  }
}

const labelOfType = (type: string) => type.charAt(0).toUpperCase() + type.slice(1)

function countTypes(assets: readonly AssetView[]): AssetCounts {
  const counts: AssetCounts = { image: 0, audio: 0, video: 0, text: 0 }
  for (const asset of assets) {
    const type = wordOf(asset.type, ASSET_TYPES)
    if (type) counts[type] += 1
  }
  return counts
}

function countsOf(value: unknown, derived: AssetCounts): AssetCounts {
  if (!isDictionary(value) || Object.keys(value).length === 0) return derived
  const counts: AssetCounts = { image: 0, audio: 0, video: 0, text: 0 }
  for (const type of ASSET_TYPES) counts[type] = countOf(ownValue(value, type)) ?? 0
  return counts
}

function sumCounts(all: readonly AssetCounts[]): AssetCounts {
  const sum: AssetCounts = { image: 0, audio: 0, video: 0, text: 0 }
  for (const counts of all) for (const type of ASSET_TYPES) sum[type] += counts[type]
  return sum
}

/**
 * A result path that may stand in a page: relative, inside the story folder, no scheme, no control characters.
 *
 * @returns the path with forward slashes, or undefined for one that must not be followed
 * @example safeResultPath('cards/1.png') // 'cards/1.png'
 * @example safeResultPath('../../etc/passwd') // undefined
 */
export function safeResultPath(value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '' || value.length > 4096) return undefined
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused here
  if (/[\u0000-\u001f\u007f\\]/.test(value)) return undefined
  // Half a surrogate pair has no percent-encoding: making an address of it would throw.
  if (/\p{Surrogate}/u.test(value)) return undefined
  // Half a surrogate pair has no UTF-8 and so no address.
  if (/\p{Surrogate}/u.test(value)) return undefined
  if (value.startsWith('/') || /^[a-z][a-z0-9+.-]*:/i.test(value)) return undefined
  const parts = value.split('/').filter((part) => part !== '' && part !== '.')
  if (parts.length === 0 || parts.some((part) => part.startsWith('.'))) return undefined
  return parts.join('/')
}

/** The address of a result path relative to the page: every part is percent-encoded, so `#` and `?` stay letters. */
export const resultAddress = (resultPath: string): string =>
  resultPath.split('/').map(encodeURIComponent).join('/')

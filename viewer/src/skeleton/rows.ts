import { type AssetView, given, resultAddress } from '../../../src/contract/index.ts'
import type { Entry } from './arrange.ts'
import { statusesOf } from './model.ts'
import type { AssetRow, GalleryImage, Param, Row } from './protocol.ts'
import { clip, named, valueText } from './text.ts'

const MAX_PARAMS = 200

/** The content of one row, ready to be shown: plain text and numbers only, so it is cheap to send. */
export function rowOf(entry: Entry): Row {
  const place = { id: entry.id, position: entry.position, of: entry.of }
  if (entry.kind === 'chapter') {
    const { title, sceneCount, assetCount, byStatus } = entry.group
    return {
      kind: 'chapter',
      ...place,
      title: named(title),
      sceneCount,
      assets: assetCount,
      byStatus,
      open: entry.open,
    }
  }
  if (entry.kind === 'asset')
    return assetRow(entry.asset, {
      ...place,
      first: entry.first,
      inScene: entry.inScene,
      making: entry.making,
    })
  const { scene } = entry
  return {
    kind: 'scene',
    ...place,
    name: named(scene.name),
    summary: clip(scene.summary),
    assetsCount: scene.assetsCount,
    byType: scene.assetsByType,
    byStatus: statusesOf(scene.assets),
    listed: scene.assets.length,
    open: entry.open,
  }
}

function assetRow(
  asset: AssetView,
  place: Pick<AssetRow, 'id' | 'position' | 'of' | 'first' | 'inScene' | 'making'>,
): AssetRow {
  return {
    kind: 'asset',
    ...place,
    last: place.position === place.of,
    name: named(asset.name),
    type: clip(asset.type, 200),
    workflow: clip(asset.workflow, 2000),
    status: asset.status,
    params: paramsOf(asset),
    ...given('skillReason', asset.skillReason === undefined ? undefined : clip(asset.skillReason)),
    ...given('address', addressOf(asset)),
  }
}

/** Half of a surrogate pair has no percent-encoding, so no address either. */
const addressOf = ({ resultPath }: AssetView): string | undefined =>
  resultPath === undefined || /\p{Cs}/u.test(resultPath) ? undefined : resultAddress(resultPath)

function paramsOf(asset: AssetView): Param[] {
  const entries = Object.entries(asset.params)
  const params = entries
    .slice(0, MAX_PARAMS)
    .map(([key, value]) => ({ key: clip(key, 200), text: valueText(value) }))
  const more = entries.length - params.length
  return more > 0 ? [...params, { key: '…', text: `${more} more parameters` }] : params
}

/** The images that are shown beside the asset with this id: those of its scene, in order. */
export function galleryOf(entries: readonly Entry[], id: number): GalleryImage[] {
  const at = entries.findIndex((entry) => entry.id === id)
  if (at < 0) return []
  let from = at
  while (entries[from - 1]?.kind === 'asset') from -= 1
  const images: GalleryImage[] = []
  for (let index = from; entries[index]?.kind === 'asset'; index += 1) {
    const entry = entries[index]
    const address =
      entry?.kind === 'asset' && entry.asset.type === 'image' ? addressOf(entry.asset) : undefined
    if (entry?.kind !== 'asset' || address === undefined) continue
    images.push({ id: entry.id, name: named(entry.asset.name), address })
  }
  return images
}

import type { AssetCounts, AssetStatus } from '../../../src/contract/index.ts'

/** What page and keeper of the skeleton say to each other. The keeper is a worker, or the page itself (see desk.ts). */

export const STATUSES = ['done', 'running', 'generating', 'pending', 'error', 'unknown'] as const
export type Status = AssetStatus | 'unknown'
export type StatusCounts = { [Word in Status]: number }

/** What the reader has chosen to see. `toggled` are the rows that are not as `chaptersOpen` and `assetsOpen` say. */
export type View = {
  query: string
  status: Status | 'making' | 'all'
  toggled: readonly number[]
  chaptersOpen: boolean
  /** `auto`: open when the whole skeleton is small enough to be rendered whole. */
  assetsOpen: boolean | 'auto'
}

/** The window of rows that is wanted with an arrangement: around a row, or from the top when the row isn't there. */
export type Around = { id?: number; above: number; below: number }

export type Validator = { etag?: string; modified?: string }

export type Request =
  | { kind: 'look'; seq: number; url: string; validator: Validator; view: View; around: Around }
  | { kind: 'show'; seq: number; view: View; around: Around }
  | { kind: 'rows'; seq: number; from: number; to: number }
  | { kind: 'gallery'; id: number }
  | { kind: 'forget' }

export type Reply =
  | { kind: 'unchanged'; seq: number }
  | { kind: 'absent'; seq: number }
  | { kind: 'unreadable'; seq: number; trouble: Trouble; reason: string; validator?: Validator }
  | { kind: 'version'; seq: number; validator: Validator; outline: Outline; arrangement: Arrangement }
  | { kind: 'arranged'; seq: number; arrangement: Arrangement }
  | { kind: 'window'; seq: number; window: RowWindow }
  | { kind: 'gallery'; images: GalleryImage[] }

/** `unread`: the text is there but is no skeleton. `unreachable`: nothing came. `refused`: the server said no. */
export type Trouble = 'unread' | 'unreachable' | 'refused' | 'too large'

export type Outline = {
  title: string
  logline: string
  assetsByType: AssetCounts
  byStatus: StatusCounts
  chapters: number
  scenes: number
  assets: number
  /** The first asset that is being made, and what has to be open for it to be seen. */
  active?: { chapter: number; scene?: number; asset: number }
}

/** The rows in the order of the page, without their content. `ids` stay the same for the same row across versions. */
export type Arrangement = {
  ids: Float64Array
  kinds: Uint8Array
  found: { scenes: number; assets: number }
  /** Rows that were left out because no page is that high. */
  leftOut: number
  assetsOpen: boolean
  window: RowWindow
}

export type RowWindow = { from: number; rows: Row[] }

export const KINDS = ['chapter', 'scene', 'asset'] as const

/** Where a row stands among its siblings, for screen readers. */
type Place = { id: number; position: number; of: number }

export type ChapterRow = Place & {
  kind: 'chapter'
  title: string
  sceneCount: number
  assets: number
  byStatus: StatusCounts
  open: boolean
}

export type SceneRow = Place & {
  kind: 'scene'
  name: string
  summary: string
  assetsCount: number
  byType: AssetCounts
  byStatus: StatusCounts
  /** How many assets the file lists; it may count more than it lists. */
  listed: number
  open: boolean
}

export type AssetRow = Place & {
  kind: 'asset'
  name: string
  type: string
  workflow: string
  status: Status
  params: Param[]
  skillReason?: string
  /** Relative address of the result. */
  address?: string
  first: boolean
  last: boolean
  inScene: boolean
  /** Whether something of its scene is being made: a scene and its assets look like one card. */
  making: boolean
}

export type Param = { key: string; text: string }
export type Row = ChapterRow | SceneRow | AssetRow
export type GalleryImage = { id: number; name: string; address: string }

import { SKELETON_JSON_FILENAME } from '../../../src/contract/index.ts'
import { SMALL } from './arrange.ts'
import { directKeeper, startKeeper } from './keeper.ts'
import { Keepers } from './keepers.ts'
import { Layout, type Measured } from './layout.ts'
import type { Around, Arrangement, GalleryImage, Outline, Reply, Row, Trouble, View } from './protocol.ts'
import { RowCache } from './row-cache.ts'

/** How the last look at the file went. `since`: wall clock of the first look that went this way. */
export type Reading =
  | { state: 'loading' }
  | { state: 'good' }
  | { state: 'absent'; since: Date }
  | { state: 'unreadable'; since: Date; trouble: Trouble; reason: string }

const FIRST_VIEW: View = { query: '', status: 'all', toggled: [], chaptersOpen: true, assetsOpen: 'auto' }
const FIRST_WINDOW: Around = { above: 0, below: 60 }

/**
 * The skeleton on the page's side: what the keeper said last and what the reader chose. Components subscribe to it.
 *
 * @example const store = new SkeletonStore(); store.subscribe(draw); store.look(false)
 */
export class SkeletonStore {
  reading: Reading = { state: 'loading' }
  outline: Outline | undefined
  found = { scenes: 0, assets: 0 }
  leftOut = 0
  view: View = FIRST_VIEW
  /** Counts the versions of the file that were shown. */
  version = 0
  layout = new Layout({ ids: new Float64Array(0), kinds: new Uint8Array(0) }, new Map())
  /** The row that comes into view as soon as it is there. */
  target: number | undefined
  gallery: { id: number; images: readonly GalleryImage[] } | undefined
  readonly measured: Measured = new Map()
  #news = new Set<number>()
  readonly #expanded = new Set<number>()
  readonly #pinned = new Map<number, Set<string>>()
  readonly #listeners = new Set<() => void>()
  readonly #keepers: Keepers
  readonly #rows = new RowCache()
  #seq = 0
  #arranged = 0
  #shown = 0
  #asked = { from: 0, to: 0 }
  #viewToggled: readonly number[] = []
  #around: () => Around = () => FIRST_WINDOW

  /** @param embedded the skeleton of a report: then no file is asked for */
  constructor(embedded?: { value: unknown }) {
    const start = embedded
      ? (heard: (reply: Reply) => void) => directKeeper(heard, embedded)
      : (heard: (reply: Reply) => void) => startKeeper(heard)
    this.#keepers = new Keepers(start, (reply) => this.#hear(reply))
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Whoever shows the list says which rows it needs, around which row, when there is a new arrangement. */
  aroundBy(around: () => Around): void {
    this.#around = around
  }

  /** Asks whether the file has changed; see Keepers.look for `isTold`. */
  look(isTold: boolean): void {
    const url = new URL(SKELETON_JSON_FILENAME, document.baseURI).href
    this.#keepers.look(() => ({ seq: this.#nextSeq(), url, view: this.view, around: this.#wanted() }), isTold)
  }

  /** Somebody who knows says that there is no file. */
  sawNone(): void {
    if (this.reading.state === 'absent') return
    this.reading = { state: 'absent', since: new Date() }
    this.#tell()
  }

  get isFiltering(): boolean {
    return this.view.query.trim() !== '' || this.view.status !== 'all'
  }

  /** Changes what the reader sees. What was opened before a search is open again after it. */
  show(change: Partial<View>): void {
    const wasFiltering = this.isFiltering
    if (!wasFiltering) this.#viewToggled = this.view.toggled
    this.view = { ...this.view, ...change }
    const isNewFilter = change.query !== undefined || change.status !== undefined
    if (isNewFilter && change.toggled === undefined) {
      this.view = { ...this.view, toggled: this.isFiltering ? [] : this.#viewToggled }
    }
    this.#show()
    this.#tell()
  }

  toggle(id: number): void {
    const toggled = new Set(this.view.toggled)
    if (!toggled.delete(id)) toggled.add(id)
    this.show({ toggled: [...toggled] })
  }

  /** Opens what hides the asset that is being made now, and brings it into view. */
  jumpToActive(): void {
    const active = this.outline?.active
    if (active === undefined) return
    const toggled = new Set(this.isFiltering ? this.#viewToggled : this.view.toggled)
    const open = (id: number, isOpen: boolean) => (isOpen ? toggled.delete(id) : toggled.add(id))
    open(active.chapter, this.view.chaptersOpen)
    if (active.scene !== undefined) open(active.scene, this.view.assetsOpen === true)
    this.target = active.asset
    this.show({ query: '', status: 'all', toggled: [...toggled] })
  }

  isExpanded(id: number): boolean {
    return this.#expanded.has(id)
  }

  /** Opens or closes all that an asset says. */
  expand(id: number): void {
    if (!this.#expanded.delete(id)) this.#expanded.add(id)
    this.#tell()
  }

  /** A pinned row stays in the page wherever the reader scrolls: it has the focus, or it plays. */
  pin(id: number, reason: string, isPinned: boolean): void {
    const reasons = this.#pinned.get(id) ?? new Set()
    if (isPinned) reasons.add(reason)
    else reasons.delete(reason)
    if (reasons.size > 0) this.#pinned.set(id, reasons)
    else this.#pinned.delete(id)
  }

  get pinned(): number[] {
    return [...this.#pinned.keys()]
  }

  /** Whether the last version of the file brought this row. */
  isNew(id: number): boolean {
    return this.#news.has(id)
  }

  rowOf(id: number): Row | undefined {
    return this.#rows.get(id)
  }

  /** Sees to it that the content of these rows is there or on its way. */
  want(from: number, to: number): void {
    const missing = this.#rows.missing(this.layout, from, to)
    if (missing === undefined || (this.#asked.from <= missing.from && this.#asked.to >= missing.to)) return
    this.#asked = missing
    this.#keepers.send({ kind: 'rows', seq: this.#arranged, ...missing })
  }

  openGallery(id: number): void {
    this.gallery = { id, images: [] }
    this.pin(id, 'gallery', true)
    this.#keepers.send({ kind: 'gallery', id })
    this.#tell()
  }

  /** Turns to another image of the same scene. */
  turnGallery(id: number): void {
    if (this.gallery) this.gallery = { ...this.gallery, id }
    this.#tell()
  }

  closeGallery(): void {
    for (const id of this.pinned) this.pin(id, 'gallery', false)
    this.gallery = undefined
    this.#tell()
  }

  close(): void {
    this.#keepers.close()
    this.#listeners.clear()
  }

  #hear(reply: Reply): void {
    switch (reply.kind) {
      case 'version':
        this.reading = { state: 'good' }
        this.outline = reply.outline
        this.version += 1
        this.#news = newsOf(this.layout, reply.arrangement.ids)
        this.#arrange(reply.seq, reply.arrangement)
        // The reader changed the view while this version was being read.
        if (this.#shown > reply.seq) this.#show()
        break
      case 'arranged':
        if (reply.seq !== this.#shown) return
        this.#arrange(reply.seq, reply.arrangement)
        break
      case 'window':
        if (reply.seq !== this.#arranged) return
        this.#asked = { from: 0, to: 0 }
        this.#rows.receive(reply.window)
        break
      case 'gallery':
        if (this.gallery) this.gallery = { ...this.gallery, images: reply.images }
        break
      case 'unchanged':
        this.#sawUnchanged()
        return
      case 'absent':
        this.sawNone()
        return
      case 'unreadable': {
        const { trouble, reason } = reply
        const since = this.reading.state === 'unreadable' ? this.reading.since : new Date()
        this.reading = { state: 'unreadable', since, trouble, reason }
      }
    }
    this.#tell()
  }

  /** After a server that was away an unchanged file is good again; after bad JSON it is still the same bad JSON. */
  #sawUnchanged(): void {
    if (this.reading.state !== 'unreadable' || this.reading.trouble === 'unread') return
    this.reading = this.outline ? { state: 'good' } : this.reading
    this.#tell()
  }

  #arrange(seq: number, arrangement: Arrangement): void {
    this.#arranged = seq
    this.found = arrangement.found
    this.leftOut = arrangement.leftOut
    if (this.view.assetsOpen === 'auto') this.view = { ...this.view, assetsOpen: arrangement.assetsOpen }
    this.layout = new Layout(arrangement, this.measured)
    this.#asked = { from: 0, to: 0 }
    this.#rows.renew(arrangement.window, this.pinned)
    const isAnswer = seq >= this.#shown
    if (isAnswer && this.target !== undefined && this.layout.indexOf(this.target) < 0) this.target = undefined
  }

  #show(): void {
    this.#shown = this.#nextSeq()
    this.#keepers.send({ kind: 'show', seq: this.#shown, view: this.view, around: this.#wanted() })
  }

  #wanted(): Around {
    const around = this.#around()
    return this.target === undefined ? around : { ...around, id: this.target }
  }

  #nextSeq(): number {
    this.#seq += 1
    return this.#seq
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }
}

/** Only small skeletons say what is new: in a large one nobody could see it, and looking would take its time. */
function newsOf(before: Layout, ids: Float64Array): Set<number> {
  if (before.count === 0 || ids.length > SMALL) return new Set()
  return new Set(ids.filter((id) => before.indexOf(id) < 0))
}

import { SMALL } from './arrange.ts'
import type { Around } from './protocol.ts'
import type { SkeletonStore } from './store.ts'

/** How much is rendered beyond the edges of the window, and asked for beyond that, in heights of the window. */
const RENDERED = 1
const NEEDED = 0.5
const PREFETCHED = 3

type Anchor = { id: number; index: number; top: number; scrollY: number }

/**
 * Renders only the rows around the window, on the page's own scrollbar. When rows above turn out higher or lower than
 * thought, or come and go with an update, the row at the top of the window stays where it is.
 */
export class Scroller {
  #from = 0
  #to = 40
  #list: HTMLElement | undefined
  #anchor: Anchor | undefined
  #draw = () => {}
  readonly #store: SkeletonStore
  readonly #sizes = new ResizeObserver((entries) => this.#resized(entries))
  readonly #page = new ResizeObserver(() => this.settle())

  constructor(store: SkeletonStore) {
    this.#store = store
    store.aroundBy(() => this.#around())
  }

  /** @returns the way to let go again */
  attach(list: HTMLElement, draw: () => void): () => void {
    this.#list = list
    this.#draw = draw
    const moved = () => this.#moved()
    addEventListener('scroll', moved, { passive: true })
    addEventListener('resize', moved, { passive: true })
    this.#page.observe(document.body)
    return () => {
      removeEventListener('scroll', moved)
      removeEventListener('resize', moved)
      holdScroll(false)
      this.#page.disconnect()
      this.#sizes.disconnect()
    }
  }

  /** The rows to render, in order: those around the window, and those that must not go away. */
  indexes(): number[] {
    const { layout } = this.#store
    const from = layout.count <= SMALL ? 0 : Math.min(this.#from, layout.count)
    const to = layout.count <= SMALL ? layout.count : Math.min(this.#to, layout.count)
    const kept = this.#store.pinned
      .map((id) => layout.indexOf(id))
      .filter((at) => at >= 0 && (at < from || at >= to))
    const around = Array.from({ length: Math.max(0, to - from) }, (_, step) => from + step)
    return kept.length === 0 ? around : [...kept, ...around].sort((one, other) => one - other)
  }

  observe(row: HTMLElement): () => void {
    this.#sizes.observe(row)
    return () => this.#sizes.unobserve(row)
  }

  /** After every change of the page: puts the anchored row back, and renders what has come into the window. */
  settle(): void {
    const { layout, target } = this.#store
    const list = this.#list
    if (list === undefined) return
    const at = target === undefined ? -1 : layout.indexOf(target)
    if (at >= 0) {
      this.#goTo(list, at)
      return
    }
    const anchor = this.#anchor
    if (anchor) {
      const index = layout.idAt(anchor.index) === anchor.id ? anchor.index : layout.indexOf(anchor.id)
      if (index >= 0) {
        const now = list.getBoundingClientRect().top + layout.offsetAt(index)
        const drift = now - (anchor.top - (scrollY - anchor.scrollY))
        if (Math.abs(drift) >= 1) scrollBy({ top: drift, behavior: 'instant' })
      }
    }
    this.#moved()
  }

  #goTo(list: HTMLElement, index: number): void {
    const { layout } = this.#store
    const id = layout.idAt(index)
    const top = list.getBoundingClientRect().top + scrollY + layout.offsetAt(index)
    scrollTo({ top: Math.max(0, top - innerHeight * 0.3), behavior: 'instant' })
    this.#moved()
    const row = list.querySelector(`[data-id="${id}"]`)
    // It is there after the next drawing; then its true place is known.
    if (!(row instanceof HTMLElement) || row.dataset['waits'] !== undefined) return
    this.#store.target = undefined
    row.focus({ preventScroll: true })
    row.classList.add('sk-target')
    row.addEventListener('blur', () => row.classList.remove('sk-target'), { once: true })
  }

  #moved(): void {
    const list = this.#list
    if (list === undefined) return
    const { layout } = this.#store
    const { top } = list.getBoundingClientRect()
    const seen = -top
    this.#remember(top)
    const at = (height: number) => layout.indexAt(height)
    const edge = (screens: number) => ({
      from: at(seen - innerHeight * screens),
      to: at(seen + innerHeight * (1 + screens)) + 1,
    })
    const needed = edge(NEEDED)
    if (needed.from < this.#from || Math.min(needed.to, layout.count) > this.#to) {
      const { from, to } = edge(RENDERED)
      this.#from = from
      this.#to = to
      this.#draw()
    }
    const wanted = layout.count <= SMALL ? { from: 0, to: layout.count } : edge(PREFETCHED)
    this.#store.want(wanted.from, wanted.to)
  }

  /** Above the list everything stays where it is by itself. */
  #remember(top: number): void {
    const { layout } = this.#store
    const isInside = top < 0 && layout.count > 0
    if (isInside !== (this.#anchor !== undefined)) holdScroll(isInside)
    if (!isInside) {
      this.#anchor = undefined
      return
    }
    const index = layout.indexAt(-top)
    this.#anchor = { id: layout.idAt(index), index, top: top + layout.offsetAt(index), scrollY }
  }

  #around(): Around {
    const span = Math.max(60, this.#to - this.#from)
    const id = this.#anchor?.id
    if (this.#store.layout.count <= SMALL) return { above: 0, below: SMALL }
    return id === undefined ? { above: 0, below: span } : { id, above: span, below: span }
  }

  #resized(entries: readonly ResizeObserverEntry[]): void {
    const { layout } = this.#store
    let isMoved = false
    for (const entry of entries) {
      if (!(entry.target instanceof HTMLElement)) continue
      const id = Number(entry.target.dataset['id'])
      const near = Number(entry.target.dataset['index'])
      const index = layout.idAt(near) === id ? near : layout.indexOf(id)
      const height = entry.borderBoxSize[0]?.blockSize ?? 0
      if (layout.measure(index, height)) isMoved = true
    }
    if (isMoved) this.#draw()
  }
}

/** Two that hold the page in its place would push it away together: the browser's own way rests meanwhile. */
function holdScroll(byUs: boolean): void {
  document.documentElement.style.setProperty('overflow-anchor', byUs ? 'none' : 'auto')
}

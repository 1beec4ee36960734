import { exchangeOf } from './content.ts'

/** What j and k go through: the cards of a gallery, or the streams of the list. */
const STOPS = '.gallery article, .streams .cover'

const all = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>(STOPS)]

export const cardInFocus = (): HTMLElement | null =>
  document.activeElement?.closest<HTMLElement>('.gallery article') ?? null

export function focusCard(card: HTMLElement): void {
  card.focus({ preventScroll: true })
  card.scrollIntoView({ block: 'nearest' })
}

/** The next or the previous card; from nowhere, the first that is seen. False at the end. */
export function step(by: 1 | -1): boolean {
  const cards = all()
  const now = document.activeElement?.closest<HTMLElement>(STOPS) ?? null
  const seen = cards.findIndex((card) => card.getBoundingClientRect().bottom > 80)
  const to = cards[now === null ? Math.max(0, seen) : cards.indexOf(now) + by]
  if (to === undefined) return false
  focusCard(to)
  return true
}

/** A card that was replaced while it was in focus has the focus again. */
export function keepFocus(): void {
  let lost: string | undefined
  document.addEventListener('htmx:beforeSwap', () => {
    lost = cardInFocus()?.id
  })
  document.addEventListener('htmx:afterSettle', (event) => {
    const { target } = exchangeOf(event)
    if (lost === undefined || target === undefined || document.activeElement !== document.body) return
    document.getElementById(lost)?.focus({ preventScroll: true })
  })
}

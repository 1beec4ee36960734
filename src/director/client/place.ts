const ANCHORS = '.gallery article, .segment'

type Place = { anchor?: string; offset?: number; focus?: string; y: number }

const keyOf = () => `director-place:${location.pathname}${location.search}`

/** What came of a batch is said once: neither a reload nor an undo says it again. */
export function forgetOutcome(): void {
  const { pathname, search, hash } = location
  const query = new URLSearchParams(search)
  if (!query.has('did')) return
  for (const name of ['did', 'count', 'left']) query.delete(name)
  history.replaceState(history.state, '', `${pathname}${query.size === 0 ? '' : `?${query}`}${hash}`)
}

/** Keeps where she was on a page: the card in focus, and what stood at the top of the window. */
export function keepPlace(): void {
  // On a phone the row of checkpoints is wider than the screen.
  document.querySelector('.tabs [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' })
  const [entry] = performance.getEntriesByType('navigation')
  const isAgain = entry instanceof PerformanceNavigationTiming && entry.type !== 'navigate'
  if (location.hash === '' && (isAgain || document.querySelector('.gallery') !== null)) goBack()
  addEventListener('pagehide', remember)
  // Before htmx puts another page in place of this one.
  document.addEventListener('htmx:beforeSwap', ({ target }) => {
    if (target === document.body) remember()
  })
}

function remember(): void {
  const top = [...document.querySelectorAll(ANCHORS)].find((one) => one.getBoundingClientRect().bottom > 0)
  const focused = document.activeElement
  const focus = focused?.closest('article')?.id ?? focused?.id
  const place: Place = {
    y: scrollY,
    ...(top && { anchor: top.id, offset: top.getBoundingClientRect().top }),
    ...(focus && { focus }),
  }
  sessionStorage.setItem(keyOf(), JSON.stringify(place))
}

function goBack(): void {
  const kept = sessionStorage.getItem(keyOf())
  if (kept === null) return
  const { anchor, offset = 0, focus, y }: Place = JSON.parse(kept)
  history.scrollRestoration = 'manual'
  document.getElementById(focus ?? '')?.focus({ preventScroll: true })
  const top = document.getElementById(anchor ?? '')
  // Heights above are guessed until they are seen: what stood at the top is a better mark than a number.
  if (y === 0) return
  if (top === null) scrollTo(0, y)
  else {
    top.scrollIntoView({ block: 'start' })
    scrollBy(0, -offset)
  }
}

import { button, onContent } from './content.ts'
import { playInStep } from './in-step.ts'

const BLINK_MS = 700

/** Two versions side by side, or one in the place of the other; films run together. */
export function compareVersions(): void {
  onContent(() => {
    for (const place of document.querySelectorAll<HTMLElement>('[data-compare]:not([data-mode])'))
      prepare(place)
  })
}

function prepare(place: HTMLElement): void {
  place.dataset['mode'] = 'beside'
  place.dataset['shows'] = 'now'
  let timer: ReturnType<typeof setInterval> | undefined
  const swap = () => {
    place.dataset['shows'] = place.dataset['shows'] === 'now' ? 'before' : 'now'
  }
  const blink = button('Blink', () => {
    const starts = place.dataset['mode'] !== 'blink'
    place.dataset['mode'] = starts ? 'blink' : 'beside'
    blink.setAttribute('aria-pressed', String(starts))
    other.hidden = !starts
    clearInterval(timer)
    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches
    if (starts && !isCalm) timer = setInterval(swap, BLINK_MS)
  })
  blink.dataset['key'] = 'b'
  blink.setAttribute('aria-pressed', 'false')
  // By hand is as quick as one likes: from then on it waits.
  const other = button('The other one', () => {
    clearInterval(timer)
    swap()
  })
  other.hidden = true
  const tools = document.createElement('div')
  tools.className = 'tools'
  tools.append(blink, other)
  const films = [...place.querySelectorAll('video')]
  const play = films.length === 2 ? playInStep(films, tools) : undefined
  place.before(tools)
  document.addEventListener('keydown', (event) => {
    if (event.key !== ' ' || !place.isConnected || event.target instanceof HTMLButtonElement) return
    event.preventDefault()
    if (event.repeat) return
    if (play !== undefined) play()
    else if (!other.hidden) other.click()
  })
}

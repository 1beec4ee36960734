import type { Seen } from './judge/picture.ts'

const COLOURS: { [State in Seen['state']]: string } = {
  waiting: '#8a8a90',
  idle: '#8a8a90',
  inspect: '#ffffff',
  unseen: '#8a8a90',
  alive: '#e50914',
  stuck: '#f2bd5c',
  paused: '#f2bd5c',
  degraded: '#f2bd5c',
  dead: '#ff8a70',
  failed: '#ff8a70',
  finished: '#ffffff',
}

/** The shape says what the colour says. */
const SHAPES: { [State in Seen['state']]: string } = {
  waiting: '<circle cx="16" cy="16" r="7" fill="none" stroke="C" stroke-width="3"/>',
  idle: '<circle cx="16" cy="16" r="7" fill="none" stroke="C" stroke-width="3"/>',
  inspect:
    '<path d="M5 16s4-7 11-7 11 7 11 7-4 7-11 7S5 16 5 16Z" fill="none" stroke="C" stroke-width="2.5"/><circle cx="16" cy="16" r="3" fill="C"/>',
  unseen: '<circle cx="16" cy="16" r="7" fill="none" stroke="C" stroke-width="3" stroke-dasharray="4 4"/>',
  alive: '<circle cx="16" cy="16" r="8" fill="C"/>',
  stuck: '<path d="M11 9v14m10-14v14" stroke="C" stroke-width="5"/>',
  paused: '<path d="M11 9v14m10-14v14" stroke="C" stroke-width="5"/>',
  degraded: '<path d="M16 7v11m0 4v3" stroke="C" stroke-width="5"/>',
  dead: '<path d="M10 10h12v12H10z" fill="C"/>',
  failed: '<path d="M16 7v11m0 4v3" stroke="C" stroke-width="5"/>',
  finished: '<path d="m8 17 6 6 11-13" fill="none" stroke="C" stroke-width="4"/>',
}

/** The tab's icon for a state, as an address that asks nothing of the network. */
export function faviconOf(state: Seen['state']): string {
  const shape = SHAPES[state].replaceAll('C"', `${COLOURS[state]}"`)
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="9" fill="#0d0d0e"/>${shape}</svg>`
  return `data:image/svg+xml,${encodeURIComponent(svg)}`
}

/** Says the story's state in the tab. */
export function showInTab(title: string, state: Seen['state']): void {
  if (document.title !== title) document.title = title
  const link = document.querySelector('link[rel="icon"]')
  const address = faviconOf(state)
  if (link && link.getAttribute('href') !== address) link.setAttribute('href', address)
}

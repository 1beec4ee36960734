import { notice } from './content.ts'
import { hasDrafts } from './drafts.ts'
import { askServer } from './server.ts'

/** Pages without events learn so late at most that their session has ended. */
const LOOK_MS = 60_000

/** Tells when the session of a page has ended, before somebody writes what can't be sent. */
export function watchSession(): void {
  if (document.querySelector('.person') === null) return
  const look = () => {
    if (document.visibilityState === 'visible') void tellIfSessionEnded()
  }
  document.addEventListener('visibilitychange', look)
  setInterval(look, LOOK_MS)
}

/** On the login page: whoever typed something elsewhere need not fear for it. */
export function tellDraftsAreKept(): void {
  const line = document.querySelector('[data-again] .notice')
  if (line !== null && hasDrafts())
    line.append(' What you typed is kept in this browser, and stands there again.')
}

export async function tellIfSessionEnded(): Promise<void> {
  if ((await askServer()) === 'logged out') tellSessionEnded()
}

/** Says at the top of the page, and in the form that could not be sent, where to log in again. */
export function tellSessionEnded(place?: Element): void {
  const main = document.getElementById('main')
  const form = place instanceof HTMLFormElement ? place : null
  for (const one of [main, form]) {
    if (one === null || one.querySelector(':scope > .ended') !== null) continue
    const kept = document.querySelector('form[data-draft]') === null ? '' : ' What you typed is kept.'
    const line = notice(
      'bad',
      `Your session has ended, so nothing can be sent from here.${kept}`,
      linkToLogin(),
    )
    line.classList.add('ended')
    one.prepend(line)
  }
}

function linkToLogin(): HTMLElement {
  const link = document.createElement('a')
  link.href = `/login?next=${encodeURIComponent(location.pathname + location.search)}`
  link.textContent = 'Log in again'
  return link
}

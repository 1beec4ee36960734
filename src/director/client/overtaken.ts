import { button, notice } from './content.ts'
import { showLocalTimes } from './local-times.ts'

/**
 * Says on a card, with which somebody is busy, that it changed, and shows how it stands. What they selected or typed
 * stays, and is still for what they saw.
 *
 * @param show puts the card as it is now in its place
 */
export async function tellCard(card: HTMLElement, path: string, show: () => void): Promise<void> {
  const now = (await fetchPart(path))?.querySelector<HTMLElement>('article')
  const [standing, standingNow] = [card.querySelector('.standing'), now?.querySelector('.standing')]
  const line = card.querySelector('.overtaken')
  const isSame = seenOn(card) === seenOn(now ?? card)
  if (!now || !standing || !standingNow || (isSame && line === null)) return
  standing.replaceWith(standingNow)
  card.className = now.className
  showLocalTimes()
  if (isSame) line?.remove()
  else if (line === null) {
    const look = button('Show it as it is now', show)
    const told = notice(
      'warn',
      'This changed meanwhile. What you selected or typed was for what you saw.',
      look,
    )
    told.classList.add('overtaken')
    standingNow.after(told)
  }
}

/** What a selected card stands for: its file, what that was made from, and the decision. */
const seenOn = (card: Element): string | undefined =>
  card.querySelector<HTMLInputElement>('input[name="shot"]')?.value

/** Offers the page as it is now to somebody who is busy on it, unless all that changed is what they changed themselves. */
export async function offerPage(main: Element): Promise<void> {
  if (main.querySelector(':scope > .changed') !== null) return
  const now = (await fetchPart(location.href))?.querySelector('#main')
  if (!now || marksOf(now) === marksOf(main) || main.querySelector(':scope > .changed') !== null) return
  const link = document.createElement('a')
  link.href = location.href
  link.textContent = 'Load it again'
  const line = notice('warn', 'This page changed meanwhile.', link)
  line.classList.add('changed')
  line.append('; what you typed is kept.')
  main.prepend(line)
}

/** What a page was made from, without what a browser or its reader does with it. */
function marksOf(main: Element): string {
  const fields = [...main.querySelectorAll<HTMLInputElement>('input[type="hidden"]')]
  const seen = fields.filter(({ name }) => name !== 'token' && name !== 'back').map(({ value }) => value)
  const times = [...main.querySelectorAll('time')].map(({ dateTime }) => dateTime)
  return JSON.stringify([seen, times])
}

/** A page of this server; nothing where it does not answer, because then the page catches up later. */
async function fetchPart(path: string): Promise<Document | undefined> {
  try {
    const answer = await fetch(path)
    if (!answer.ok || answer.redirected) return undefined
    return new DOMParser().parseFromString(await answer.text(), 'text/html')
  } catch {
    return undefined
  }
}

import { onContent } from './content.ts'
import { askServer, type Standing } from './server.ts'

const AGAIN_MS = 2000

const WHY: Readonly<Record<Standing, string>> = {
  here: 'This picture can’t be shown: the file is damaged or not there any more.',
  away: 'The server does not answer, so this picture can’t be shown yet. It comes when the server answers.',
  'logged out': 'Your session has ended: log in again to see this picture.',
}

/** Says in words where a picture can't be shown and why; what only the server keeps back is tried again. */
export function tellBrokenPictures(): void {
  const told = new WeakSet<HTMLImageElement>()
  const waiting = new Map<Element, HTMLImageElement>()
  const tell = async (picture: HTMLImageElement) => {
    const frame = picture.closest('.frame')
    if (frame === null || told.has(picture)) return
    told.add(picture)
    const standing = await askServer()
    if (!picture.isConnected) return
    frame.classList.add('empty', 'broken')
    frame.textContent = WHY[standing]
    if (standing !== 'away') return
    if (waiting.size === 0) setTimeout(tryAgain, AGAIN_MS)
    waiting.set(frame, picture)
  }
  const tryAgain = async () => {
    for (const frame of waiting.keys()) if (!frame.isConnected) waiting.delete(frame)
    if (waiting.size === 0) return
    if ((await askServer()) === 'away') {
      setTimeout(tryAgain, AGAIN_MS)
      return
    }
    const all = [...waiting]
    waiting.clear()
    for (const [frame, picture] of all) {
      frame.classList.remove('empty', 'broken')
      // Another element: a browser does not ask again for one that has failed.
      frame.replaceChildren(picture.cloneNode())
    }
  }
  document.addEventListener(
    'error',
    ({ target }) => {
      if (target instanceof HTMLImageElement) void tell(target)
    },
    { capture: true },
  )
  onContent(() => {
    for (const picture of document.querySelectorAll<HTMLImageElement>('.frame img')) {
      if (picture.complete && picture.currentSrc !== '' && picture.naturalWidth === 0) void tell(picture)
    }
  })
}

import { button, onContent } from './content.ts'

/** How long a keyframe stands where there is no video yet. */
const STILL_MS = 4000

type Part = { title: string; film?: string; still?: string }

/** Offers the whole film in one player, which goes on to the next part by itself. */
export function playAll(): void {
  onContent(() => {
    const film = document.querySelector<HTMLElement>('.film:not([data-whole])')
    if (film === null) return
    film.dataset['whole'] = ''
    const open = button('Play it all', () => {
      const parts = partsOf(film)
      if (parts.length > 0) open.replaceWith(playerOf(parts))
    })
    open.className = 'primary play-all'
    if (partsOf(film).length > 0) film.before(open)
  })
}

const partsOf = (film: HTMLElement): Part[] =>
  [...film.querySelectorAll('article')].flatMap((article) => {
    const [video, picture] = [article.querySelector('video'), article.querySelector('img')]
    const title = article.querySelector('.title')?.textContent ?? ''
    if (video !== null) return [{ title, film: video.src, still: video.poster }]
    return picture === null ? [] : [{ title, still: picture.src }]
  })

function playerOf(parts: readonly Part[]): HTMLElement {
  const player = document.createElement('section')
  player.className = 'player'
  player.setAttribute('aria-label', 'The whole film')
  const video = document.createElement('video')
  video.controls = true
  video.playsInline = true
  const still = document.createElement('img')
  still.alt = ''
  const frame = document.createElement('div')
  frame.className = 'frame'
  const says = document.createElement('p')
  says.setAttribute('role', 'status')
  let at = -1
  let timer: ReturnType<typeof setTimeout> | undefined
  const show = (to: number) => {
    const part = parts[to]
    clearTimeout(timer)
    before.disabled = to <= 0
    further.disabled = to >= parts.length - 1
    if (part === undefined) return
    at = to
    says.textContent = `${to + 1} of ${parts.length} · ${part.title}`
    video.pause()
    frame.replaceChildren(part.film === undefined ? still : video)
    if (part.film === undefined) {
      still.src = part.still ?? ''
      timer = setTimeout(() => show(at + 1), STILL_MS)
    } else {
      video.src = part.film
      video.setAttribute('aria-label', part.title)
      // Where a browser plays nothing by itself, its own button does.
      video.play().catch(() => video.pause())
    }
  }
  video.addEventListener('ended', () => show(at + 1))
  const before = button('← Before', () => show(at - 1))
  const further = button('Next →', () => show(at + 1))
  const tools = document.createElement('div')
  tools.className = 'tools'
  tools.append(before, says, further)
  player.append(frame, tools)
  show(0)
  return player
}

import { button } from './content.ts'

/** Two films that are further apart than this, in seconds, are brought together. */
const APART = 0.08

/**
 * One set of controls for several films: they play, pause and are wound together.
 *
 * @returns what plays or pauses them
 */
export function playInStep(films: readonly HTMLVideoElement[], tools: HTMLElement): () => void {
  const [lead, ...others] = films
  if (lead === undefined) return () => {}
  for (const film of films) {
    film.controls = false
    film.muted = true
  }
  const length = () => Math.max(0, ...films.map(({ duration }) => duration || 0))
  const toggle = () => {
    const starts = lead.paused
    for (const film of films) {
      if (starts) film.play().catch(() => film.pause())
      else film.pause()
    }
  }
  const play = button('Play', toggle)
  const wind = document.createElement('input')
  wind.type = 'range'
  wind.min = '0'
  wind.step = '0.04'
  wind.value = '0'
  wind.setAttribute('aria-label', 'Position in both films')
  wind.addEventListener('input', () => {
    for (const film of films) film.currentTime = Math.min(Number(wind.value), film.duration || 0)
  })
  const measure = () => {
    wind.max = String(length())
  }
  for (const film of films) film.addEventListener('loadedmetadata', measure)
  measure()
  lead.addEventListener('timeupdate', () => {
    wind.value = String(lead.currentTime)
    for (const film of others) {
      if (Math.abs(film.currentTime - lead.currentTime) > APART) film.currentTime = lead.currentTime
    }
  })
  const name = () => {
    play.textContent = lead.paused ? 'Play' : 'Pause'
  }
  lead.addEventListener('play', name)
  lead.addEventListener('pause', name)
  tools.append(play, wind)
  return toggle
}

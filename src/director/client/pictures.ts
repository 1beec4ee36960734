import { onContent } from './content.ts'

/** Says in words where a picture can't be shown. */
export function tellBrokenPictures(): void {
  const tell = (picture: HTMLImageElement) => {
    const frame = picture.closest('.frame')
    if (frame === null) return
    frame.classList.add('empty', 'broken')
    frame.textContent = 'This picture can’t be shown: the file is damaged or not there any more.'
  }
  document.addEventListener(
    'error',
    ({ target }) => {
      if (target instanceof HTMLImageElement) tell(target)
    },
    { capture: true },
  )
  onContent(() => {
    for (const picture of document.querySelectorAll<HTMLImageElement>('.frame img')) {
      if (picture.complete && picture.currentSrc !== '' && picture.naturalWidth === 0) tell(picture)
    }
  })
}

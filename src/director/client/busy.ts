/**
 * Whether somebody would lose something if a part of the page were replaced: something typed and not saved, selected or
 * open, a film that plays, or what came of a decision that was not taken.
 */
export function isBusy(place: Element): boolean {
  const fields = [...place.querySelectorAll<HTMLTextAreaElement | HTMLInputElement>('textarea, input')]
  const isTyped = fields.some((field) =>
    field instanceof HTMLInputElement && field.type === 'checkbox'
      ? field.checked !== field.defaultChecked
      : field.value !== field.defaultValue,
  )
  const isPlaying = [...place.querySelectorAll('video')].some((video) => !video.paused)
  const focused = document.activeElement
  // A field with an id is found again, and has its focus and its caret as before.
  const isTyping =
    focused !== null &&
    place.contains(focused) &&
    focused.id === '' &&
    focused.matches('textarea, input, select')
  const isOpen = place.querySelector('dialog[open], details.ask[open], form .notice.bad') !== null
  return isTyped || isPlaying || isTyping || isOpen
}

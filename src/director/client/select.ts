import { button, onContent } from './content.ts'

const boxes = (): HTMLInputElement[] => [
  ...document.querySelectorAll<HTMLInputElement>('input[name="shot"]:not([type="hidden"])'),
]

/** Says how many cards are selected, and selects all of the page. */
export function countSelected(): void {
  document.addEventListener('change', ({ target }) => {
    if (target instanceof HTMLInputElement && target.name === 'shot') tell()
  })
  // The form is reset after the event.
  document.addEventListener('reset', () => requestAnimationFrame(tell))
  document.addEventListener('keydown', ({ key, target }) => {
    const isTyping = target instanceof HTMLElement && target.matches('input:not([type="checkbox"]), textarea')
    if (key === 'X' && !isTyping) selectAll()
  })
  onContent(() => {
    const bar = barOf()
    if (bar?.dataset['counted'] === undefined)
      bar?.querySelector('[type="reset"]')?.before(button('Select all here', selectAll, 'quiet'))
    // A card that was replaced is not selected any more.
    tell()
  })
}

const barOf = () => document.querySelector<HTMLElement>('.batch')

function selectAll(): void {
  for (const box of boxes()) box.checked = true
  tell()
}

function tell(): void {
  const bar = barOf()
  const place = bar?.querySelector('.selected')
  if (!bar || !place) return
  const count = boxes().filter(({ checked }) => checked).length
  bar.dataset['counted'] = String(count)
  const words = count === 0 ? 'Nothing is selected' : `${count} selected`
  if (place.textContent !== words) place.textContent = words
}

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
    const bar = document.querySelector('.batch:not([data-counted])')
    if (bar instanceof HTMLElement) {
      bar.dataset['counted'] = ''
      bar.querySelector('[type="reset"]')?.before(button('Select all here', selectAll, 'quiet'))
    }
    tell()
  })
}

function selectAll(): void {
  for (const box of boxes()) box.checked = true
  tell()
}

function tell(): void {
  const place = document.querySelector('.batch .selected')
  const count = boxes().filter(({ checked }) => checked).length
  const words = count === 0 ? 'Nothing is selected' : `${count} selected`
  if (place !== null && place.textContent !== words) place.textContent = words
}

import { exchangeOf } from './content.ts'

/**
 * "Saved" stays where it was said when the page follows what the saving has changed: half a second is too short to read it.
 */
export function keepWhatWasSaid(): void {
  let said = new Map<string, Element>()
  document.addEventListener('htmx:beforeSwap', (event) => {
    const { target } = exchangeOf(event)
    // A form that is saved itself is answered anew.
    if (target === undefined || target instanceof HTMLFormElement) return
    for (const word of target.querySelectorAll('form[data-draft] .saved')) {
      said.set(word.closest('form')?.dataset['draft'] ?? '', word)
    }
  })
  document.addEventListener('htmx:afterSettle', () => {
    for (const form of document.querySelectorAll<HTMLFormElement>('form[data-draft]')) {
      const word = said.get(form.dataset['draft'] ?? '')
      if (word === undefined || form.querySelector('.saved') !== null) continue
      // It was read out when it was new.
      word.removeAttribute('role')
      form.querySelector('.buttons')?.append(word)
    }
    said = new Map()
  })
}

import { exchangeOf, notice } from './content.ts'
import { tellSessionEnded } from './session.ts'

/** Says what went wrong with a change, where it was asked for: nothing is lost in silence. */
export function tellErrors(): void {
  document.addEventListener('htmx:beforeSwap', (event) => {
    const { requestConfig, xhr } = exchangeOf(event)
    const asked = requestConfig?.elt
    // The answer is the form again: with what somebody else wrote or decided, or with what is wrong.
    const isForm =
      (xhr?.status === 409 && asked?.matches('form.value, form.decide')) ||
      (xhr?.status === 422 && asked?.matches('form.new'))
    if (!(event instanceof CustomEvent) || !isForm) return
    event.detail.shouldSwap = true
    event.detail.isError = false
  })
  document.addEventListener('htmx:responseError', (event) => {
    const { elt, xhr } = exchangeOf(event)
    if (xhr?.status === 401) {
      tellSessionEnded(elt)
      return
    }
    const answer = new DOMParser().parseFromString(xhr?.responseText ?? '', 'text/html')
    const said = answer.querySelector('.notice')?.textContent?.trim()
    tell(elt, said || 'That did not work. Load the page again; what you typed is kept.')
  })
  for (const failure of ['htmx:sendError', 'htmx:timeout']) {
    document.addEventListener(failure, (event) => {
      tell(exchangeOf(event).elt, 'The server does not answer. What you typed is still here; try again.')
    })
  }
}

function tell(place: Element | undefined, text: string): void {
  if (!(place instanceof HTMLFormElement)) return
  place.querySelector(':scope > .notice.bad')?.remove()
  place.prepend(notice('bad', text))
}

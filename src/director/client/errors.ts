/** Says what went wrong with a change, where it was asked for: nothing is lost in silence. */
export function tellErrors(): void {
  document.addEventListener('htmx:responseError', (event) => {
    const { elt, xhr } = detailOf(event)
    const answer = new DOMParser().parseFromString(xhr?.responseText ?? '', 'text/html')
    tell(elt, answer.querySelector('.notice')?.textContent ?? 'That did not work. Load the page again.')
  })
  document.addEventListener('htmx:sendError', (event) => {
    tell(detailOf(event).elt, 'The server does not answer. What you typed is still here; try again.')
  })
}

function detailOf(event: Event): { elt?: Element; xhr?: XMLHttpRequest } {
  return event instanceof CustomEvent ? event.detail : {}
}

function tell(place: Element | undefined, text: string): void {
  if (!(place instanceof HTMLFormElement)) return
  place.querySelector(':scope > .notice.bad')?.remove()
  const line = document.createElement('p')
  line.className = 'notice bad'
  line.setAttribute('role', 'alert')
  line.textContent = text
  place.prepend(line)
}

/** Does something with the page as it is now, and again whenever a part of it was replaced. */
export function onContent(look: () => void): void {
  look()
  document.addEventListener('htmx:afterSettle', look)
}

/** What htmx tells with its events, as far as it is used here. `requestConfig.elt` asked, even when it is gone by now. */
export type Exchange = {
  elt?: Element
  requestConfig?: { elt?: Element }
  target?: Element
  xhr?: XMLHttpRequest
}

export function exchangeOf(event: Event): Exchange {
  return event instanceof CustomEvent ? event.detail : {}
}

/** A line of the page that says something, with buttons. */
export function notice(tone: 'warn' | 'bad', text: string, ...buttons: HTMLElement[]): HTMLElement {
  const line = document.createElement('p')
  line.className = `notice ${tone}`
  line.setAttribute('role', tone === 'bad' ? 'alert' : 'status')
  line.append(`${text} `, ...buttons)
  return line
}

export function button(text: string, onClick: () => void, className = ''): HTMLButtonElement {
  const made = document.createElement('button')
  made.type = 'button'
  made.textContent = text
  made.className = className
  made.addEventListener('click', onClick)
  return made
}

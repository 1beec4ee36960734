import { cardInFocus, focusCard, step } from './cards.ts'
import { showHelp } from './help.ts'
import { forgetRejection, rejectWith, sendOf } from './send.ts'

const SAME: Readonly<Record<string, string>> = { ArrowRight: 'j', ArrowLeft: 'k' }

/**
 * Every decision by one key: the page says with `data-key` what a key does here. In a gallery the card in focus counts.
 */
export function listenToKeys(): void {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || document.querySelector('dialog[open]') !== null || isHeld(event)) return
    if (isTyping(event.target)) whileTyping(event, event.target)
    else if (!event.ctrlKey && !event.metaKey && !event.altKey && act(event)) event.preventDefault()
  })
}

/** A key that is held goes through cards and letters; all that it would do again otherwise was never meant. */
function isHeld(event: KeyboardEvent): boolean {
  const { key, target, repeat } = event
  if (!repeat || ['j', 'k'].includes(SAME[key] ?? key)) return false
  const isNewLine = target instanceof HTMLTextAreaElement && !event.ctrlKey && !event.metaKey
  // By itself a browser presses a button, or sends a form, for each Enter.
  if (key === 'Enter' && !isNewLine) event.preventDefault()
  return true
}

const isTyping = (target: EventTarget | null): target is HTMLElement =>
  target instanceof HTMLElement &&
  target.matches('input:not([type="checkbox"]), textarea, select, [contenteditable]')

function whileTyping(event: KeyboardEvent, field: HTMLElement): void {
  if (event.key === 'Escape') {
    field.blur()
    forgetRejection(field)
    const card = field.closest('article')
    if (card !== null) focusCard(card)
  } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
    const send = sendOf(field)
    event.preventDefault()
    send?.click()
    if (send?.dataset['key'] === 'r' && send.closest('article')) step(1)
  }
}

/** @returns whether the key did something */
function act({ key: pressed, target }: KeyboardEvent): boolean {
  const key = SAME[pressed] ?? pressed
  if (key === '?') {
    showHelp()
    return true
  }
  // A film in focus is wound by its own keys.
  if (target instanceof HTMLVideoElement && pressed !== key) return false
  if (key === 'j' || key === 'k') return go(key === 'j' ? 1 : -1)
  const card = cardInFocus()
  if (key === 'Enter') {
    if (card === null || target !== card) return false
    card.querySelector<HTMLElement>('h3 a')?.click()
    return true
  }
  // The last decision is the one that the page names, wherever the focus stands.
  if (key === 'u') {
    const undo = document.querySelector<HTMLElement>('[data-key="u"]')
    undo?.click()
    return undo !== null
  }
  const inGallery = document.querySelector('.gallery') !== null
  if (key === 'c' && card !== null) {
    const alone = card.querySelector<HTMLAnchorElement>('h3 a')
    if (alone !== null) location.assign(`${alone.href}/compare`)
    return alone !== null
  }
  const place = card ?? (inGallery ? null : document)
  const found = place?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)
  if (!found) return false
  press(key, found)
  if (key === 'a' && card !== null && found.closest('article') === card) step(1)
  return true
}

function go(by: 1 | -1): boolean {
  if (step(by)) return true
  const link = document.querySelector<HTMLElement>(`.steps a[rel="${by === 1 ? 'next' : 'prev'}"]`)
  link?.click()
  return link !== null
}

function press(key: string, found: HTMLElement): void {
  const details = found.closest('details')
  if (key === 'r') {
    const form = found.closest('form')
    const note = form?.querySelector('textarea')
    if (details !== null) details.open = true
    if (form) rejectWith(form)
    if (note && note.value.trim() === '') note.focus()
    else found.click()
    return
  }
  // What opens a question is answered by the same key.
  if (details !== null && found.matches('summary')) {
    const answer = details.querySelector<HTMLElement>('[type="submit"]')
    if (details.open) answer?.click()
    else {
      details.open = true
      answer?.focus()
    }
    return
  }
  found.click()
}

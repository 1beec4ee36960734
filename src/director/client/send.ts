/** What Ctrl+Enter does with a note stands at the form, where the style says it beside the note. */
const REJECTS = 'rejected'
const NOTES = 'noted'

/**
 * Ctrl+Enter in a note does what she began: after `r` or "Reject…" it rejects, else it only notes. A kind word sent by
 * habit decides nothing.
 */
export function listenToNotes(): void {
  document.addEventListener('focusin', ({ target }) => {
    const form = target instanceof HTMLTextAreaElement ? target.closest<HTMLFormElement>('form.decide') : null
    if (form !== null) form.dataset['sends'] ??= NOTES
  })
  document.addEventListener('click', ({ target }) => {
    const summary = target instanceof Element ? target.closest('summary[data-rejects]') : null
    const form = summary?.closest('form')
    if (form) rejectWith(form)
  })
}

/** What is typed into the note of a form now is why it is rejected. */
export function rejectWith(form: HTMLFormElement): void {
  form.dataset['sends'] = REJECTS
}

/** Whoever leaves the note has not begun to reject any more. */
export function forgetRejection(field: HTMLElement): void {
  const form = field.closest<HTMLFormElement>('form.decide')
  if (form !== null) form.dataset['sends'] = NOTES
}

/** The button that Ctrl+Enter in a field stands for. */
export function sendOf(field: HTMLElement): HTMLElement | null {
  const form = field.closest('form')
  if (form === null) return null
  const note = form.dataset['sends'] === REJECTS ? '[data-key="r"]' : '[value="noted"]'
  return form.querySelector<HTMLElement>(form.matches('.decide') ? note : '[type="submit"]')
}

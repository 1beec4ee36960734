import { button, exchangeOf, notice, onContent } from './content.ts'

const PREFIX = 'director-draft:'

type Field = HTMLTextAreaElement | HTMLInputElement

/** Keeps what is typed into notes and prompts until it is saved, and gives it back after a crash or a closed page. */
export function keepDrafts(): void {
  document.addEventListener('input', ({ target }) => {
    if (isField(target)) keep(target)
  })
  // Only what the server has taken is forgotten, and before the answer is put in place: else it would be given back there.
  document.addEventListener('htmx:beforeOnLoad', (event) => {
    const { requestConfig, xhr } = exchangeOf(event)
    const form = requestConfig?.elt
    const isTaken = xhr !== undefined && xhr.status >= 200 && xhr.status < 300
    if (!isTaken || !(form instanceof HTMLFormElement)) return
    for (const field of fieldsOf(form)) localStorage.removeItem(keyOf(field))
  })
  onContent(() => {
    for (const form of document.querySelectorAll<HTMLFormElement>('form[data-draft]:not([data-drafted])')) {
      form.dataset['drafted'] = ''
      for (const field of fieldsOf(form)) giveBack(form, field)
    }
  })
}

/** Whether something that was typed here is not sent yet. */
export const hasDrafts = (): boolean => Object.keys(localStorage).some((key) => key.startsWith(PREFIX))

const isField = (element: EventTarget | null): element is Field =>
  (element instanceof HTMLTextAreaElement || element instanceof HTMLInputElement) &&
  element.type !== 'hidden' &&
  element.form?.dataset['draft'] !== undefined

const fieldsOf = (form: HTMLFormElement): Field[] => [...form.elements].filter(isField)

const keyOf = (field: Field): string => `${PREFIX}${field.form?.dataset['draft']}/${field.name}`

function keep(field: Field): void {
  // A form with a conflict holds what was typed as its own text, and nobody has saved it.
  const isConflict = field.form?.querySelector('.notice.bad') != null
  try {
    if (field.value === field.defaultValue && !isConflict) localStorage.removeItem(keyOf(field))
    else localStorage.setItem(keyOf(field), field.value)
  } catch {
    if (document.querySelector('.no-drafts') !== null) return
    const line = notice('warn', 'This browser has no room for drafts: save what you type before you leave.')
    line.classList.add('no-drafts')
    field.form?.prepend(line)
  }
}

function giveBack(form: HTMLFormElement, field: Field): void {
  const key = keyOf(field)
  const draft = localStorage.getItem(key)
  if (draft === null) return
  if (draft === field.value) {
    if (form.querySelector('.notice.bad') === null) localStorage.removeItem(key)
    return
  }
  const take = () => {
    field.value = draft
    field.dispatchEvent(new Event('input', { bubbles: true }))
  }
  const drop = button('Drop it', () => {
    if (field.value === draft) field.value = field.defaultValue
    localStorage.removeItem(key)
    line.remove()
  })
  drop.className = 'quiet'
  const isEmpty = field.value === ''
  const again = button('Take it back', () => {
    take()
    field.focus()
    line.remove()
  })
  const line = isEmpty
    ? notice('warn', 'You typed this before, and it was not sent.', drop)
    : notice('warn', 'You typed something here that was not saved.', again, drop)
  if (isEmpty) take()
  const details = field.closest('details')
  if (details !== null) details.open = true
  ;(field.closest('label, .field') ?? form).before(line)
}

import { button, notice } from './content.ts'

/** The prompt that had the caret last, of each form. */
const carets = new WeakMap<HTMLFormElement, HTMLTextAreaElement>()

/** Puts a preset into a prompt, where the caret stands. The button comes with the caret: a spec has many prompts. */
export function offerPresets(): void {
  document.addEventListener('focusin', ({ target }) => {
    if (!(target instanceof HTMLTextAreaElement) || !target.form?.matches('.value')) return
    const { form } = target
    carets.set(form, target)
    if (form.dataset['presets'] !== undefined) return
    form.dataset['presets'] = ''
    const open = button('Presets', () => void toggle(form, open), 'quiet')
    open.setAttribute('aria-expanded', 'false')
    form.querySelector('.buttons')?.append(open)
  })
}

async function toggle(form: HTMLFormElement, open: HTMLElement): Promise<void> {
  const shown = form.querySelector('.choice')
  open.setAttribute('aria-expanded', String(shown === null))
  if (shown !== null) {
    shown.remove()
    return
  }
  const choice = await fetchChoice()
  if (choice === null) {
    form.append(notice('bad', 'The presets can’t be read now. Load the page again; what you typed is kept.'))
    return
  }
  choice.addEventListener('click', ({ target }) => {
    const text = target instanceof HTMLElement ? target.dataset['preset'] : undefined
    const field = carets.get(form)
    if (text !== undefined && field !== undefined) insert(field, text)
  })
  form.append(choice)
}

async function fetchChoice(): Promise<Element | null> {
  try {
    const answer = await fetch('/presets/choice')
    return new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('.choice')
  } catch {
    // The server does not answer: told like any other answer without presets.
    return null
  }
}

function insert(field: HTMLTextAreaElement, text: string): void {
  const before = field.value.slice(0, field.selectionStart)
  const gap = before === '' || /\s$/.test(before) ? '' : ' '
  field.setRangeText(gap + text, field.selectionStart, field.selectionEnd, 'end')
  field.dispatchEvent(new Event('input', { bubbles: true }))
  field.focus()
}

import { onContent } from './content.ts'

/** A value has its Save while there is something to save, and a button that saves too says so then. */
export function showWhatIsChanged(): void {
  document.addEventListener('input', ({ target }) => {
    if (target instanceof HTMLElement) tell(target.closest('form.value'))
  })
  onContent(() => {
    for (const form of document.querySelectorAll('form.value:not([data-changed])')) tell(form)
  })
}

function tell(form: Element | null): void {
  if (!(form instanceof HTMLFormElement)) return
  const fields = [...form.querySelectorAll<HTMLTextAreaElement | HTMLInputElement>('textarea, input')]
  // What is typed in a conflict is not saved, although it came with the page.
  const isChanged =
    form.querySelector('.notice.bad') !== null || fields.some((field) => field.value !== field.defaultValue)
  form.dataset['changed'] = String(isChanged)
  for (const one of form.querySelectorAll<HTMLElement>('[data-changed-words]')) {
    one.dataset['words'] ??= one.textContent ?? ''
    one.textContent = (isChanged ? one.dataset['changedWords'] : one.dataset['words']) ?? ''
  }
}

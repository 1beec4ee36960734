const PREFIX = 'director-draft:'

/** Keeps what is typed into a prompt until it is saved, and offers it back after a crash or a closed page. */
export function keepDrafts(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-draft]')) {
    const field = form.querySelector('textarea')
    const key = PREFIX + form.dataset['draft']
    if (field === null) continue
    const draft = localStorage.getItem(key)
    if (draft === field.value) localStorage.removeItem(key)
    else if (draft !== null) offer(form, field, draft, key)
    field.addEventListener('input', () => {
      if (field.value === field.defaultValue) localStorage.removeItem(key)
      else localStorage.setItem(key, field.value)
    })
  }
}

function offer(form: HTMLFormElement, field: HTMLTextAreaElement, draft: string, key: string): void {
  const line = document.createElement('p')
  line.className = 'notice warn'
  line.setAttribute('role', 'status')
  line.textContent = 'You typed something here that was not saved. '
  const take = document.createElement('button')
  take.type = 'button'
  take.textContent = 'Take it back'
  take.addEventListener('click', () => {
    field.value = draft
    field.focus()
    line.remove()
  })
  const drop = document.createElement('button')
  drop.type = 'button'
  drop.className = 'quiet'
  drop.textContent = 'Drop it'
  drop.addEventListener('click', () => {
    localStorage.removeItem(key)
    line.remove()
  })
  line.append(take, drop)
  form.prepend(line)
}

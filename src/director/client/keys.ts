const HELP: readonly (readonly [string, string])[] = [
  ['j →', 'next'],
  ['k ←', 'previous'],
  ['a', 'approve'],
  ['r', 'reject; the note comes first'],
  ['u', 'undo the decision'],
  ['g', 'regenerate'],
  ['?', 'this help'],
]

const SAME: Readonly<Record<string, string>> = { ArrowRight: 'j', ArrowLeft: 'k' }

/** Every decision by one key: the page says with `data-key` what a key does here. In a gallery the card in focus counts. */
export function listenToKeys(): void {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
    if (event.key === '?') {
      showHelp()
      return
    }
    const key = SAME[event.key] ?? event.key
    const place =
      document.activeElement?.closest('article') ?? (document.querySelector('.gallery') ? null : document)
    const found = place?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)
    if (!found) return
    event.preventDefault()
    const note = found.closest('form')?.querySelector('textarea')
    if (key === 'r' && note && note.value.trim() === '') note.focus()
    else found.click()
  })
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches('input, textarea, select, video, [contenteditable]')

function showHelp(): void {
  const dialog = document.createElement('dialog')
  dialog.className = 'help'
  const title = document.createElement('h2')
  title.textContent = 'Keys'
  const list = document.createElement('dl')
  for (const [keys, meaning] of HELP) {
    const term = document.createElement('dt')
    for (const key of keys.split(' ')) {
      const cap = document.createElement('kbd')
      cap.textContent = key
      term.append(cap, ' ')
    }
    const description = document.createElement('dd')
    description.textContent = meaning
    list.append(term, description)
  }
  const form = document.createElement('form')
  form.method = 'dialog'
  const close = document.createElement('button')
  close.textContent = 'Close'
  form.append(close)
  dialog.append(title, list, form)
  dialog.addEventListener('close', () => dialog.remove())
  document.body.append(dialog)
  dialog.showModal()
}

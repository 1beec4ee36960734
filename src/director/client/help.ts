import { button, onContent } from './content.ts'

const KEYS: readonly (readonly [string, string])[] = [
  ['j →', 'next'],
  ['k ←', 'previous'],
  ['Enter', 'this one alone; on the list, open the stream'],
  ['a', 'approve'],
  ['r', 'reject: type the note, then Ctrl+Enter'],
  ['Ctrl+Enter', 'in a note: reject after r or “Reject…”, else only note it; in a text: save it'],
  ['g', 'regenerate; once more where it asks'],
  ['u', 'undo your last decision, which the page names'],
  ['x', 'select this one; Shift+x selects all'],
  ['c', 'compare with the version before'],
  ['b', 'blink: one version, then the other'],
  ['Space', 'play and pause, or the other version'],
  ['Esc', 'leave a field or this help'],
  ['?', 'this help'],
]

/** Keys that nobody knows of help nobody: a button in the bar says that there are some. */
export function offerHelp(): void {
  onContent(() => {
    const desk = document.querySelector('.desk')
    if (desk === null || desk.querySelector('.keys') !== null) return
    const open = button('Keys ', showHelp, 'quiet keys')
    const cap = document.createElement('kbd')
    cap.textContent = '?'
    open.append(cap)
    desk.append(open)
  })
}

/** Shows what each key does. */
export function showHelp(): void {
  if (document.querySelector('dialog.help') !== null) return
  const dialog = document.createElement('dialog')
  dialog.className = 'help'
  dialog.setAttribute('aria-labelledby', 'help-title')
  const title = document.createElement('h2')
  title.id = 'help-title'
  title.textContent = 'Keys'
  const list = document.createElement('dl')
  for (const [keys, meaning] of KEYS) {
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

import type { ComponentChildren } from 'preact'

export type ToggleProps = { open: boolean; onToggle: () => void; children: ComponentChildren }

/** A button that opens and closes what follows it. */
export function Toggle({ open, onToggle, children }: ToggleProps) {
  return (
    <button type="button" class="sk-toggle" aria-expanded={open} onClick={onToggle}>
      <svg class="sk-icon sk-chevron" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
        <path d="m9 5.5 6.5 6.500L9 18.5" />
      </svg>
      <span>{children}</span>
    </button>
  )
}

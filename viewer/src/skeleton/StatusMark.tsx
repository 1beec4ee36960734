import { type ShownStatus, statusWord } from './words.ts'

const SHAPES: { [Word in ShownStatus]: string } = {
  done: 'm5.5 12.5 4.2 4.2 8.8-9.4',
  running: 'M9 6.500v11l9-5.5-9-5.500Z',
  generating: 'M9 6.500v11l9-5.5-9-5.500Z',
  pending: 'M12 5a7 7 0 1 0 0 14 7 7 0 0 0 0-14Z',
  error: 'M12 4 2.9 19.500h18.200L12 4Zm0 6v4.500m0 2.600v.1',
  stopped: 'M7 7h10v10H7z',
  unknown: 'M9.2 9a2.9 2.9 0 1 1 4.3 2.600c-.9.5-1.5 1.1-1.5 2.200v.4m0 3v.1',
}

/** The line drawing of a status; the word beside it says the same. */
export function StatusIcon({ status }: { status: ShownStatus }) {
  return (
    <svg class={`sk-icon sk-is-${status}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={SHAPES[status]} />
    </svg>
  )
}

/** A status for people: icon and word, never colour alone. */
export function StatusMark({ status }: { status: ShownStatus }) {
  return (
    <span class={`sk-status sk-is-${status}`}>
      <StatusIcon status={status} />
      {statusWord(status)}
    </span>
  )
}

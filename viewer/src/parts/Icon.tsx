const PATHS = {
  // Statuses
  pending: 'M12 5a7 7 0 1 0 0 14 7 7 0 0 0 0-14Z',
  running: 'M9 6.5v11l9-5.5-9-5.5Z',
  done: 'm5.5 12.5 4.2 4.2 8.8-9.4',
  error: 'M12 4 2.9 19.5h18.2L12 4Zm0 6v4.5m0 2.6v.1',
  skipped: 'M6 7l6 5-6 5V7Zm7 0 6 5-6 5V7Z',
  stopped: 'M7 7h10v10H7z',
  unknown: 'M9.2 9a2.9 2.9 0 1 1 4.3 2.6c-.9.5-1.5 1.1-1.5 2.2v.4m0 3v.1',
  clock: 'M12 4.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15Zm0 3.5v4.200l2.800 1.800',
  cross: 'm6.500 6.500 11 11m0-11-11 11',
  dash: 'M6.500 12h11',
  chevron: 'm7 9.500 5 5 5-5',
  pause: 'M9 6.500v11m6-11v11',
  // Phases
  book: 'M4 5.5c3-1 6-.6 8 1 2-1.6 5-2 8-1v13c-3-1-6-.6-8 1-2-1.6-5-2-8-1v-13Zm8 1v13',
  clapper: 'M4 10h16v9H4zM4 10l-.6-3.4L19 4l.6 3.200L4 10Zm4.500-.8L7 6m6.400 2.300L12 5.200',
  camera: 'M3.500 7.500h11v9h-11zM14.500 11l6-3v8l-6-3',
  film: 'M4 5h16v14H4zM8 5v14m8-14v14M4 9.500h4m-4 5h4m8-5h4m-4 5h4',
  seed: 'M12 20v-8m0 0c0-4 3-6.500 7-6.500 0 4-3 6.500-7 6.500Zm0 2.500c0-3-2.500-5-6-5 0 3 2.500 5 6 5Z',
  dossier: 'M4 7h6l2 2h8v10H4zM8 13h8m-8 3h5',
  portrait: 'M12 12.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7ZM5 20c.6-4 3.300-6 7-6s6.400 2 7 6',
  grid: 'M4.500 4.500h6v6h-6zm9 0h6v6h-6zm-9 9h6v6h-6zm9 0h6v6h-6z',
  poster: 'M6 3.500h12v17H6zM9 15h6m-6 2.500h4M9 7h6v5H9z',
  step: 'M4 17h5.500v-5H15V7h5',
  // The page's own
  soundOn: 'M4 9.500v5h3.500L12 18V6L7.500 9.500H4Zm11-1a5 5 0 0 1 0 7m2.500-9.500a8.500 8.500 0 0 1 0 12',
  soundOff: 'M4 9.500v5h3.500L12 18V6L7.500 9.500H4Zm11.500 0 5 5m0-5-5 5',
  eye: 'M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12ZM12 9.500a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5Z',
} as const

export type IconName = keyof typeof PATHS

const isIconName = (name: string): name is IconName => Object.hasOwn(PATHS, name)

/** A line drawing; always beside a word that says the same, so it is hidden from screen readers. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  )
}

/** A phase's own picture: one of ours by name, else the few letters (or the emoji) that the pipeline gave. */
export function PhaseIcon({ icon }: { icon: string }) {
  if (isIconName(icon)) return <Icon name={icon} />
  if (icon.length > 0 && icon.length <= 8)
    return (
      <span class="icon-text" aria-hidden="true">
        {icon}
      </span>
    )
  return <Icon name="step" />
}

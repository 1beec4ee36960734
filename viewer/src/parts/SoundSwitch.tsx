import { Icon } from './Icon.tsx'

/** Switches the chimes on and off. */
export function SoundSwitch({ on, onChange }: { on: boolean; onChange: (on: boolean) => void }) {
  return (
    <button type="button" class="sound" role="switch" aria-checked={on} onClick={() => onChange(!on)}>
      <Icon name={on ? 'soundOn' : 'soundOff'} />
      Sound {on ? 'on' : 'off'}
    </button>
  )
}

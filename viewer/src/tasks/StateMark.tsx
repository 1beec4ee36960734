import { useRef } from 'preact/hooks'
import type { StepView, TaskView } from '../../../src/contract/index.ts'
import { useFrames } from '../parts/frames.ts'
import { Icon, type IconName } from '../parts/Icon.tsx'

/** How a step or a task stands, in the words that both share. */
export type Mark = StepView['state'] | 'canceled' | 'unknown'

const ICONS: { [M in Exclude<Mark, 'active'>]: IconName } = {
  pending: 'clock',
  done: 'done',
  failed: 'cross',
  skipped: 'skipped',
  stopped: 'stopped',
  canceled: 'dash',
  unknown: 'unknown',
}

export const MARK_WORDS: { [M in Mark]: string } = {
  pending: 'Pending',
  active: 'In progress',
  done: 'Done',
  failed: 'Failed',
  skipped: 'Skipped',
  stopped: 'Stopped',
  canceled: 'Canceled',
  unknown: 'Unknown',
}

/** The mark of a task, or of an attempt at one, by its status. */
export function markOf(task: Pick<TaskView, 'status'>): Mark {
  if (task.status === 'starting' || task.status === 'processing') return 'active'
  return task.status === 'succeeded' ? 'done' : task.status
}

/** Spinner, check, cross or clock, always with its word. It turns only while the pipeline lives. */
export function StateMark({ mark, moving }: { mark: Mark; moving: boolean }) {
  return (
    <span class="mark" data-mark={mark}>
      {mark === 'active' ? <Spinner moving={moving} /> : <Icon name={ICONS[mark]} />}
      <span class="mark-word">{MARK_WORDS[mark]}</span>
    </span>
  )
}

function Spinner({ moving }: { moving: boolean }) {
  const ring = useRef<HTMLSpanElement>(null)
  useFrames(moving, (frame) => {
    if (ring.current) ring.current.style.transform = `rotate(${frame * 45}deg)`
  })
  return <span ref={ring} class="spinner" aria-hidden="true" />
}

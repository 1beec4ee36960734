import { durationAsClock, type TaskAttempt, type TaskView } from '../../../src/contract/index.ts'
import { exactly } from '../judge/words.ts'
import { useSecond } from '../parts/Clock.tsx'
import { Name } from '../parts/Name.tsx'
import { ErrorText } from './ErrorText.tsx'
import { MARK_WORDS, markOf, StateMark } from './StateMark.tsx'
import { TaskOutput } from './TaskOutput.tsx'

export type TaskRowProps = {
  task: TaskView
  /** True while the clock of an active task may tick. */
  moving: boolean
  /** The moment to count an open task's time up to. */
  nowMs: () => number
  /** Names the step as well, where tasks of several stand together. */
  stepLabel?: string | undefined
}

/** One task: whose it is, how it stands, how long it took, what it made or why it failed. */
export function TaskRow({ task, moving, nowMs, stepLabel }: TaskRowProps) {
  const mark = markOf(task)
  const name = nameOf(task)
  const who = [stepLabel, task.characterId === name ? undefined : task.characterId]
    .filter(Boolean)
    .join(' · ')
  return (
    <li class="tk" data-mark={mark}>
      <div class="tk-head">
        <p class="tk-name">
          <Name text={name} />
          {who !== '' && <bdi class="tk-who">{who.slice(0, 200)}</bdi>}
          {task.attempts && <span class="tk-attempt">attempt {task.attempts.length + 1}</span>}
        </p>
        <p class="tk-time">
          <Elapsed task={task} ticking={moving && mark === 'active'} nowMs={nowMs} />
        </p>
        <StateMark mark={mark} moving={moving} />
      </div>
      {mark === 'active' && task.progress !== undefined && <TaskBar name={name} percent={task.progress} />}
      {task.error !== undefined && mark !== 'done' && (
        <div class="tk-error">
          <ErrorText text={task.error} />
        </div>
      )}
      {task.attempts && <Earlier attempts={task.attempts} />}
      <TaskOutput url={task.outputUrl} label={name} />
    </li>
  )
}

/** What a task is called: its label, else its character, else its id. */
export const nameOf = (task: TaskView): string => task.label || task.characterId || task.id

/** More of them say no more: what went wrong last is what matters. */
const EARLIER_SHOWN = 3

/** How a task went before, the latest attempt first. */
function Earlier({ attempts }: { attempts: readonly TaskAttempt[] }) {
  const shown = attempts.map((attempt, index) => ({ attempt, number: index + 1 })).slice(-EARLIER_SHOWN)
  return (
    <ul class="tk-earlier" aria-label="Earlier attempts">
      {shown.reverse().map(({ attempt, number }) => (
        <li key={number}>
          <p>
            attempt {number} {MARK_WORDS[markOf(attempt)].toLowerCase()} after{' '}
            {exactly(attempt.completedMs - attempt.startedMs)}
          </p>
          {attempt.error !== undefined && <ErrorText text={attempt.error} />}
        </li>
      ))}
    </ul>
  )
}

function TaskBar({ name, percent }: { name: string; percent: number }) {
  return (
    <div class="tk-progress">
      <div
        class="bar"
        role="progressbar"
        aria-label={name}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(percent)}
      >
        <span class="bar-fill" style={{ transform: `scaleX(${percent / 100})` }} />
      </div>
      <span class="tk-percent">{Math.round(percent)} %</span>
    </div>
  )
}

function Elapsed({ task, ticking, nowMs }: { task: TaskView; ticking: boolean; nowMs: () => number }) {
  useSecond(ticking)
  if (task.startedMs === undefined) return null
  const seconds = ((task.completedMs ?? nowMs()) - task.startedMs) / 1000
  return <>{ticking ? durationAsClock(seconds) : exactly(seconds * 1000)}</>
}

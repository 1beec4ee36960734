import { clockTime, countWord, exactly } from '../judge/words.ts'
import { MARK_WORDS } from '../tasks/StateMark.tsx'
import type { Chart, Row } from './chart.ts'

/** The timeline in words and figures, for whoever does not see it. */
export function TimeTable({ chart }: { chart: Chart }) {
  const retried = chart.rows.some((row) => row.earlier.length > 0)
  return (
    <section
      class="tl-scroll"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, so the keyboard must get into it
      tabIndex={0}
      aria-label="Timeline as a table"
    >
      <table>
        <thead>
          <tr>
            <th scope="col">Step</th>
            <th scope="col">State</th>
            <th scope="col">Began</th>
            <th scope="col">Took</th>
            <th scope="col">Waited</th>
            {retried && <th scope="col">Attempts</th>}
            <th scope="col">Tasks</th>
          </tr>
        </thead>
        <tbody>
          {chart.rows.map((row) => (
            <tr key={row.name}>
              <th scope="row">
                <bdi>{row.label.slice(0, 200)}</bdi>
              </th>
              <td>{row.own ? MARK_WORDS[row.own.mark] : 'Pending'}</td>
              <td>{beginningsOf(row)}</td>
              <td>{row.own && exactly(row.own.to - row.own.from)}</td>
              <td>{row.own?.waitedFrom !== undefined && exactly(row.own.from - row.own.waitedFrom)}</td>
              {retried && <td>{attemptsInWords(row)}</td>}
              <td>
                <bdi>{tasksInWords(row)}</bdi>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** `12:03:10`, or `12:03:10, again 12:04:00`: when it first began, and when it did last. */
function beginningsOf({ earlier: [first], own }: Row): string {
  const last = own && clockTime(own.from)
  if (first === undefined) return last ?? ''
  return [clockTime(first.from), ...(last === undefined ? [] : [`again ${last}`])].join(', ')
}

/** `6 tasks, 8 attempts; longest: Alice, 3.0 s` */
function tasksInWords({ tasks, taskCount, attemptCount }: Row): string {
  if (taskCount === 0) return ''
  const counted = `${countWord(taskCount)} ${taskCount === 1 ? 'task' : 'tasks'}`
  const counts = attemptCount === taskCount ? counted : `${counted}, ${countWord(attemptCount)} attempts`
  const [first, ...rest] = tasks
  if (first === undefined) return counts
  const longest = rest.reduce(
    (most, task) => (task.to - task.from > most.to - most.from ? task : most),
    first,
  )
  return `${counts}; longest: ${longest.name.slice(0, 200)}, ${exactly(longest.to - longest.from)}`
}

/** `2; failed after 3.0 s` */
function attemptsInWords({ earlier, own }: Row): string {
  if (earlier.length === 0) return own ? '1' : ''
  const before = earlier.map(
    (bar) => `${MARK_WORDS[bar.mark].toLowerCase()} after ${exactly(bar.to - bar.from)}`,
  )
  return `${earlier.length + (own ? 1 : 0)}; ${before.join(', ')}`
}

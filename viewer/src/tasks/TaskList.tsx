import { useState } from 'preact/hooks'
import type { TaskView } from '../../../src/contract/index.ts'
import { countWord } from '../judge/words.ts'
import { TaskRow } from './TaskRow.tsx'

/** Up to so many rows are drawn at once, and so many more on demand. */
const FIRST = 50
const MORE = 100

export type TaskListProps = {
  tasks: readonly TaskView[]
  label: string
  moving: boolean
  nowMs: () => number
  stepLabelOf?: ((task: TaskView) => string | undefined) | undefined
}

/** Tasks in the given order; of thousands the first, and more on demand. */
export function TaskList({ tasks, label, moving, nowMs, stepLabelOf }: TaskListProps) {
  const [limit, setLimit] = useState(FIRST)
  const more = tasks.length - limit
  return (
    <>
      <ul class="tk-list" aria-label={label}>
        {tasks.slice(0, limit).map((task) => (
          <TaskRow key={task.id} task={task} moving={moving} nowMs={nowMs} stepLabel={stepLabelOf?.(task)} />
        ))}
      </ul>
      {more > 0 && (
        <button type="button" class="more-phases" onClick={() => setLimit(limit + MORE)}>
          … {countWord(more)} more <span class="hidden-words">tasks</span>
        </button>
      )}
    </>
  )
}

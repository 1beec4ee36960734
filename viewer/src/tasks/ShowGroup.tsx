import { useId, useMemo, useState } from 'preact/hooks'
import type { TaskCounts, TaskView } from '../../../src/contract/index.ts'
import { countWord } from '../judge/words.ts'
import { Icon } from '../parts/Icon.tsx'
import { type ShowTasks, urgentFirst } from './order.ts'
import { TaskList } from './TaskList.tsx'

export type ShowGroupProps = {
  group: ShowTasks
  /** Whether it is open until the reader closes or opens it. */
  openAtFirst: boolean
  stepLabelOf: (task: TaskView) => string | undefined
  moving: boolean
  nowMs: () => number
}

/** One show in the panel: its name and counts, and while it is open its tasks. */
export function ShowGroup({ group, openAtFirst, stepLabelOf, moving, nowMs }: ShowGroupProps) {
  const [open, setOpen] = useState(openAtFirst)
  const list = useId()
  const sorted = useMemo(() => (open ? urgentFirst(group.tasks) : []), [open, group])
  const name = group.show === '' ? 'This story' : group.show.slice(0, 200)
  return (
    <section class="tp-show" aria-label={name}>
      <div class="tp-show-head">
        <h3>
          <button
            type="button"
            class="tp-show-open"
            aria-expanded={open}
            aria-controls={list}
            onClick={() => setOpen(!open)}
          >
            <Icon name="chevron" />
            <bdi>{name}</bdi>
          </button>
        </h3>
        <p class="tp-show-counts">{countsInWords(group.counts)}</p>
      </div>
      <div id={list} hidden={!open}>
        {open && (
          <TaskList
            tasks={sorted}
            label={`Tasks of ${name}`}
            moving={moving}
            nowMs={nowMs}
            stepLabelOf={stepLabelOf}
          />
        )}
      </div>
    </section>
  )
}

/** `2 active · 1 failed · 1 canceled · 12 done`, without what there is none of. */
function countsInWords({ active, failed, canceled, succeeded, total }: TaskCounts): string {
  const others = total - active - failed - canceled - succeeded
  const parts: [number, string][] = [
    [active, 'active'],
    [failed, 'failed'],
    [canceled, 'canceled'],
    [succeeded, 'done'],
    [others, others === total ? (total === 1 ? 'task' : 'tasks') : 'other'],
  ]
  return parts
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${countWord(count)} ${word}`)
    .join(' · ')
}

import { useEffect, useRef, useState } from 'preact/hooks'
import { countTasks, type PhaseView, type TaskCounts, type TaskView } from '../../../src/contract/index.ts'
import { countWord } from '../judge/words.ts'
import { Icon } from '../parts/Icon.tsx'
import { LoaderBars } from './LoaderBars.tsx'
import { byShow, urgentFirst } from './order.ts'
import { TaskList } from './TaskList.tsx'

export type TaskPanelProps = {
  tasks: readonly TaskView[]
  /** Whose labels name the step of each task. */
  phases: readonly PhaseView[]
  moving: boolean
  nowMs: () => number
}

/** The floating button that says how many tasks are active, and the panel that it opens. */
export function TaskPanel(props: TaskPanelProps) {
  const { tasks, moving } = props
  const [open, setOpen] = useState(false)
  if (tasks.length === 0) return null
  const counts = countTasks(tasks)
  return (
    <>
      <button
        type="button"
        class="tp-button"
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => setOpen(true)}
      >
        <LoaderBars moving={moving && counts.active > 0} />
        {buttonWords(counts)}
      </button>
      {open && <OpenPanel {...props} counts={counts} onClose={() => setOpen(false)} />}
    </>
  )
}

/** `3 active tasks`, or what there is to know when none is. */
function buttonWords({ active, failed }: TaskCounts): string {
  if (active > 0) return `${countWord(active)} active ${active === 1 ? 'task' : 'tasks'}`
  return failed > 0 ? `${countWord(failed)} failed ${failed === 1 ? 'task' : 'tasks'}` : 'All tasks'
}

type OpenPanelProps = TaskPanelProps & { counts: TaskCounts; onClose: () => void }

function OpenPanel({ tasks, phases, counts, moving, nowMs, onClose }: OpenPanelProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const opener = document.activeElement
    // A modal dialog holds the focus and closes with Escape by itself.
    const panel = dialog.current
    panel?.showModal()
    // The dark ground around the panel belongs to the dialog itself.
    panel?.addEventListener('click', (event) => event.target === panel && panel.close())
    return () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true })
    }
  }, [])
  const labels = new Map(phases.map((phase) => [phase.name, phase.label]))
  return (
    <dialog ref={dialog} class="tp" aria-labelledby="tp-heading" onClose={onClose}>
      <div class="tp-inside">
        <div class="tp-head">
          <h2 id="tp-heading">Tasks</h2>
          <button type="button" class="tp-close" aria-label="Close" onClick={() => dialog.current?.close()}>
            <Icon name="cross" />
          </button>
        </div>
        <dl class="tp-counts">
          <Counter word="Active" count={counts.active} />
          <Counter word="Done" count={counts.succeeded} />
          <Counter word="Failed" count={counts.failed} />
        </dl>
        {counts.active + counts.failed === 0 && (
          <p class="tp-clear">
            <Icon name="done" />
            All clear
          </p>
        )}
        {[...byShow(tasks)].map(([show, own]) => (
          <section key={show} class="tp-show" aria-label={show === '' ? 'This story' : show.slice(0, 200)}>
            <h3>
              <bdi>{show === '' ? 'This story' : show.slice(0, 200)}</bdi>
            </h3>
            <TaskList
              tasks={urgentFirst(own)}
              label="Tasks"
              moving={moving}
              nowMs={nowMs}
              stepLabelOf={(task) => labels.get(task.type)}
            />
          </section>
        ))}
      </div>
    </dialog>
  )
}

function Counter({ word, count }: { word: string; count: number }) {
  return (
    <div data-count={count === 0 ? undefined : word.toLowerCase()}>
      <dt>{word}</dt>
      <dd>{countWord(count)}</dd>
    </div>
  )
}

import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import {
  countTasks,
  labelOf,
  type PhaseView,
  type TaskCounts,
  type TaskView,
} from '../../../src/contract/index.ts'
import { countWord } from '../judge/words.ts'
import { Icon } from '../parts/Icon.tsx'
import { LoaderBars } from './LoaderBars.tsx'
import { byShow } from './order.ts'
import { ShowGroup } from './ShowGroup.tsx'

/** Up to so many tasks, each show begins open; of more only the first does. */
const ALL_OPEN_UP_TO = 50
/** Up to so many shows are drawn at once, and so many more on demand. */
const SHOWS = 50

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
  const counts = useMemo(() => countTasks(tasks), [tasks])
  const seen = useRef(false)
  seen.current ||= tasks.length > 0
  // Once there it stays, also over an empty list: whoever is on it or in the panel keeps the place.
  if (!seen.current) return null
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
function buttonWords({ active, failed, canceled, total }: TaskCounts): string {
  const said: [number, string][] = [
    [active, 'active'],
    [failed, 'failed'],
    [canceled, 'canceled'],
  ]
  const [count, word] = said.find(([count]) => count > 0) ?? []
  if (count === undefined) return total === 0 ? 'No tasks' : 'All tasks'
  return `${countWord(count)} ${word} ${count === 1 ? 'task' : 'tasks'}`
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
    const stopHolding = panel === null ? undefined : holdFocus(panel)
    return () => {
      stopHolding?.()
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true })
    }
  }, [])
  const [limit, setLimit] = useState(SHOWS)
  const shows = useMemo(() => byShow(tasks), [tasks])
  const labels = useMemo(() => new Map(phases.map((phase) => [phase.name, phase.label])), [phases])
  const stepLabelOf = ({ type }: TaskView) =>
    labels.get(type) ?? `${labelOf(type)}, which is no step of this story`
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
          {counts.canceled > 0 && <Counter word="Canceled" count={counts.canceled} />}
        </dl>
        <div role="status">
          {counts.succeeded === counts.total && (
            <p class="tp-clear">
              <Icon name="done" />
              All clear
            </p>
          )}
        </div>
        {shows.slice(0, limit).map((group, index) => (
          <ShowGroup
            key={group.show}
            group={group}
            openAtFirst={index === 0 || tasks.length <= ALL_OPEN_UP_TO}
            stepLabelOf={stepLabelOf}
            moving={moving}
            nowMs={nowMs}
          />
        ))}
        {shows.length > limit && (
          <button type="button" class="more-phases" onClick={() => setLimit(limit + SHOWS)}>
            … {countWord(shows.length - limit)} more shows
          </button>
        )}
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

/** What has the focus may leave the list: its button to close takes over, so that the keyboard is never nowhere. */
function holdFocus(panel: HTMLDialogElement): () => void {
  let last: Element | null = null
  const remember = () => {
    last = document.activeElement
  }
  const observer = new MutationObserver(() => {
    if (last?.isConnected === false) panel.querySelector<HTMLElement>('.tp-close')?.focus()
  })
  remember()
  panel.addEventListener('focusin', remember)
  observer.observe(panel, { childList: true, subtree: true })
  return () => observer.disconnect()
}

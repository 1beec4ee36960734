import { useEffect, useState } from 'preact/hooks'
import { type Outline, STATUSES, type View } from './protocol.ts'
import { StatusIcon } from './StatusMark.tsx'
import type { SkeletonStore } from './store.ts'
import { amount, shownStatus, statusWord } from './words.ts'

const TYPING_PAUSE_MS = 120

export type ToolbarProps = { store: SkeletonStore; outline: Outline; ended: boolean }

/** Search, filter by status, and the ways through a long list. */
export function Toolbar({ store, outline, ended }: ToolbarProps) {
  const { view } = store
  const active = ended ? undefined : outline.active
  return (
    <div class="sk-tools">
      <Search store={store} />
      <StatusFilter store={store} outline={outline} ended={ended} />
      <div class="sk-ways">
        {active && (
          <button type="button" class="sk-button sk-jump" onClick={() => store.jumpToActive()}>
            <StatusIcon status="generating" /> Jump to what is being made now
          </button>
        )}
        {outline.chapters > 1 && (
          <button
            type="button"
            class="sk-button"
            onClick={() => store.show({ chaptersOpen: !view.chaptersOpen, toggled: [] })}
          >
            {view.chaptersOpen ? 'Close all chapters' : 'Open all chapters'}
          </button>
        )}
        {outline.assets > 0 && (
          <button
            type="button"
            class="sk-button"
            onClick={() => store.show({ assetsOpen: view.assetsOpen !== true, toggled: [] })}
          >
            {view.assetsOpen === true ? 'Hide assets' : 'Show assets'}
          </button>
        )}
      </div>
      <p class="sk-found" aria-live="polite">
        {store.isFiltering && foundInWords(store, outline)}
      </p>
    </div>
  )
}

const foundInWords = ({ found }: SkeletonStore, outline: Outline): string =>
  `${found.scenes.toLocaleString('en')} of ${amount(outline.scenes, 'scene')}, ` +
  `${found.assets.toLocaleString('en')} of ${amount(outline.assets, 'asset')}`

function Search({ store }: { store: SkeletonStore }) {
  const [typed, setTyped] = useState(store.view.query)
  const { query } = store.view
  useEffect(() => setTyped(query), [query])
  useEffect(() => {
    if (typed === query) return
    const timer = setTimeout(() => store.show({ query: typed }), TYPING_PAUSE_MS)
    return () => clearTimeout(timer)
  }, [typed, query, store])
  return (
    <input
      class="sk-search"
      type="search"
      aria-label="Search the skeleton"
      placeholder="Search scenes, assets and prompts"
      autocomplete="off"
      spellcheck={false}
      value={typed}
      onInput={(event) => setTyped(event.currentTarget.value)}
    />
  )
}

/** How many assets are how far; each count shows those alone. */
function StatusFilter({ store, outline, ended }: ToolbarProps) {
  const counts = outline.byStatus
  const making = counts.running + counts.generating
  const choices: { status: View['status']; count: number }[] = [
    { status: 'all' as const, count: outline.assets },
    ...(making > 0 ? [{ status: 'making' as const, count: making }] : []),
    ...STATUSES.filter((word) => word !== 'running' && word !== 'generating' && counts[word] > 0).map(
      (status) => ({ status, count: counts[status] }),
    ),
  ]
  if (outline.assets === 0) return null
  return (
    <fieldset class="sk-filter">
      <legend class="hidden-words">Assets by status</legend>
      {choices.map(({ status, count }) => (
        <button
          type="button"
          key={status}
          class={`sk-button sk-choice${status === 'making' && !ended ? ' sk-choice-making' : ''}`}
          aria-pressed={store.view.status === status}
          onClick={() => store.show({ status: store.view.status === status ? 'all' : status })}
        >
          {status !== 'all' && (
            <StatusIcon status={shownStatus(status === 'making' ? 'generating' : status, ended)} />
          )}
          {choiceWord(status, ended)} <span class="sk-count">{count.toLocaleString('en')}</span>
        </button>
      ))}
    </fieldset>
  )
}

function choiceWord(status: View['status'], ended: boolean): string {
  if (status === 'all') return 'All assets'
  if (status === 'making') return ended ? 'Stopped' : 'In the making'
  const word = statusWord(status)
  return word.charAt(0).toUpperCase() + word.slice(1)
}

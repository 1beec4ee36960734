import { useEffect, useState } from 'preact/hooks'
import type { Outline, View } from './protocol.ts'
import { StatusIcon } from './StatusMark.tsx'
import type { SkeletonStore } from './store.ts'
import { amount, shownStatus, statusWord } from './words.ts'

const TYPING_PAUSE_MS = 120

export type ToolbarProps = {
  store: SkeletonStore
  outline: Outline
  /** Nothing more will come. */
  ended: boolean
  /** Nothing is being made now. */
  still: boolean
}

/**
 * Search, filter by status, and the ways through a long list. While the story goes on, a button that has nothing to do
 * rests in its place, so that none moves away under the pointer.
 */
export function Toolbar({ store, outline, ended, still }: ToolbarProps) {
  const { view } = store
  return (
    <div class="sk-tools">
      <Search store={store} />
      <StatusFilter store={store} outline={outline} ended={ended} still={still} />
      <div class="sk-ways">
        {outline.assets > 0 && !ended && (
          <button
            type="button"
            class="sk-button sk-jump"
            disabled={still || outline.active === undefined}
            onClick={() => store.jumpToActive()}
          >
            <StatusIcon status="generating" /> Jump to what is being made now
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
        {outline.chapters > 1 && (
          <button
            type="button"
            class="sk-button"
            onClick={() => store.show({ chaptersOpen: !view.chaptersOpen, toggled: [] })}
          >
            {view.chaptersOpen ? 'Close all chapters' : 'Open all chapters'}
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
function StatusFilter({ store, outline, ended, still }: ToolbarProps) {
  const { byStatus, assets } = outline
  if (assets === 0) return null
  const making = byStatus.running + byStatus.generating
  const isShown = (status: View['status'], count: number) =>
    count > 0 || store.view.status === status || (!ended && status !== 'unknown')
  const choices = CHOICES.map((status) => ({
    status,
    count: status === 'all' ? assets : status === 'making' ? making : byStatus[status],
  })).filter(({ status, count }) => isShown(status, count))
  const width = { minWidth: `${assets.toLocaleString('en').length}ch` }
  return (
    <fieldset class="sk-filter">
      <legend class="hidden-words">Assets by status</legend>
      {choices.map(({ status, count }) => (
        <button
          type="button"
          key={status}
          class={`sk-button sk-choice${status === 'making' && !still ? ' sk-choice-making' : ''}`}
          aria-pressed={store.view.status === status}
          disabled={count === 0 && store.view.status !== status}
          onClick={() => store.show({ status: store.view.status === status ? 'all' : status })}
        >
          {status !== 'all' && (
            <StatusIcon status={shownStatus(status === 'making' ? 'generating' : status, still)} />
          )}
          <span class={`sk-choice-${status}-word`}>{choiceWord(status, still)}</span>{' '}
          <span class="sk-count" style={width}>
            {count.toLocaleString('en')}
          </span>
        </button>
      ))}
    </fieldset>
  )
}

/** In this order always; an unknown status is rare, so it stands last and only where there is one. */
const CHOICES = ['all', 'making', 'done', 'pending', 'error', 'unknown'] as const

function choiceWord(status: View['status'], still: boolean): string {
  if (status === 'all') return 'All assets'
  if (status === 'making') return still ? 'Stopped' : 'In the making'
  const word = statusWord(status)
  return word.charAt(0).toUpperCase() + word.slice(1)
}

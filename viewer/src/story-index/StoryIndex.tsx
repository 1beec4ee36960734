import { useEffect, useLayoutEffect, useMemo, useState } from 'preact/hooks'
import type { ShownState } from '../../../src/contract/index.ts'
import { countWord } from '../judge/words.ts'
import { Icon } from '../parts/Icon.tsx'
import type { Store } from '../source/store.ts'
import { type IndexState, listTimeMs, troubleWords } from './follow.ts'
import { StoryCard } from './StoryCard.tsx'
import { readStories, type StoryEntry } from './stories.ts'

const SEARCH_FROM = 9
/** How often "how long ago" and missed heartbeats are looked at again. */
const LOOK_MS = 5_000

/** The page of a folder of stories. */
export function StoryIndex({ store }: { store: Store<IndexState> }) {
  const { state, nowMs } = useIndex(store)
  const [search, setSearch] = useState('')
  const list = useMemo(() => readStories(state.value, nowMs), [state.value, nowMs])
  const stories = list?.stories ?? []
  const found = matching(stories, search)
  const sentences = [...(state.trouble ? [troubleWords(state.trouble)] : []), ...(list?.problems ?? [])]
  return (
    <>
      <a class="skip-link" href="#main">
        Skip to the stories
      </a>
      <div class="page">
        <header class="index-header">
          <p class="eyebrow">
            <bdi>{list?.folder || 'story-monitor'}</bdi>
          </p>
          <h1>Stories</h1>
          {stories.length > 0 && <p class="index-count">{countsWords(stories)}</p>}
        </header>
        <div class="notices" role="status">
          {sentences.map((sentence) => (
            <p class="notice" key={sentence}>
              <Icon name="error" />
              <bdi>{sentence}</bdi>
            </p>
          ))}
        </div>
        <main id="main" tabIndex={-1}>
          {stories.length >= SEARCH_FROM && (
            <label class="search">
              <span class="label">Search</span>
              <input
                type="search"
                value={search}
                placeholder="Title, folder or workflow"
                onInput={(event) => setSearch(event.currentTarget.value)}
              />
              <span class="search-count" role="status">
                {search.trim() !== '' && `${countWord(found.length)} of ${countWord(stories.length)}`}
              </span>
            </label>
          )}
          {list && stories.length === 0 && <Empty folder={list.folder} />}
          {!list && state.trouble === undefined && <p class="quiet">Looking for stories …</p>}
          {search.trim() !== '' && found.length === 0 && (
            <p class="quiet">
              No story matches “<bdi>{search}</bdi>”.
            </p>
          )}
          <ul class="stories">
            {found.map((story) => (
              <StoryCard key={story.name} story={story} nowMs={nowMs} />
            ))}
          </ul>
        </main>
      </div>
    </>
  )
}

function Empty({ folder }: { folder: string }) {
  return (
    <section class="waiting">
      <h2>No story here yet</h2>
      <p>
        A story is a folder with a <code>_progress.json</code>, a long run one with a{' '}
        <code>LIVE_STATUS.json</code>. Point a pipeline at a folder inside{' '}
        <code>
          <bdi>{folder || 'this one'}</bdi>
        </code>
        , or begin one from a shell, and it appears here by itself:
      </p>
      <p>
        <code>story-monitor phase start &lt;folder&gt; reddit</code>
      </p>
    </section>
  )
}

function useIndex(store: Store<IndexState>): { state: IndexState; nowMs: number } {
  const [state, setState] = useState(store.get())
  const [nowMs, setNowMs] = useState(() => listTimeMs(store.get()))
  useLayoutEffect(() => {
    const look = () => {
      setState(store.get())
      setNowMs(listTimeMs(store.get()))
    }
    look()
    return store.subscribe(look)
  }, [store])
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') setNowMs(listTimeMs(store.get()))
    }, LOOK_MS)
    return () => clearInterval(timer)
  }, [store])
  return { state, nowMs }
}

function matching(stories: readonly StoryEntry[], search: string): readonly StoryEntry[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return stories
  return stories.filter((story) => {
    const text = `${story.title}\n${story.name}\n${story.workflow}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
}

/** `3 stories, 7 runs`: a folder with a run alone is no story. */
function kindsWords(entries: readonly StoryEntry[]): string {
  const runs = entries.filter(({ view, run }) => view === undefined && run !== undefined).length
  const stories = entries.length - runs
  return [
    stories > 0 ? `${countWord(stories)} ${stories === 1 ? 'story' : 'stories'}` : '',
    runs > 0 ? `${countWord(runs)} ${runs === 1 ? 'run' : 'runs'}` : '',
  ]
    .filter(Boolean)
    .join(', ')
}

/** In the order in which the header counts them; each story is in one of them. */
const COUNTED: { readonly [State in ShownState]: string } = {
  paused: 'paused',
  degraded: 'degraded',
  alive: 'alive',
  inspect: 'waiting for you',
  stuck: 'stuck',
  dead: 'stopped',
  failed: 'failed',
  unseen: 'out of sight',
  idle: 'between phases',
  waiting: 'waiting',
  finished: 'finished',
}

/** `12 stories · 1 alive · 1 stopped · 10 waiting` */
function countsWords(stories: readonly StoryEntry[]): string {
  const counts = new Map<string, number>()
  for (const { seen } of stories) counts.set(seen.state, (counts.get(seen.state) ?? 0) + 1)
  const parts = Object.entries(COUNTED).flatMap(([state, word]) => {
    const count = counts.get(state)
    return count === undefined ? [] : [`${countWord(count)} ${word}`]
  })
  return [kindsWords(stories), ...parts].join(' · ')
}

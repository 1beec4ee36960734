import { listOf, ownValue } from '../../../src/contract/index.ts'
import { followEvents } from './event-stream.ts'
import { poll } from './polling.ts'
import type { StoryState, Writer } from './state.ts'
import type { Store } from './store.ts'
import { isSkeleton, type StoryFiles, type WatchedFile } from './story-files.ts'
import type { Witness } from './witness.ts'

const RETRY_MS = 2_000

/** Follows story-monitor's own server, which says what changed; polls while it is silent or nobody looks. */
export function followLive(files: StoryFiles, store: Store<StoryState>, witnesses: readonly Witness[]): void {
  let stopPolling: (() => void) | undefined
  let lostSinceMs: number | undefined
  let continuous = false
  /** Counts how often the stream came or went. */
  let turns = 0

  const setContinuous = (on: boolean) => {
    continuous = on
    for (const witness of witnesses) witness.continuous = on
  }

  const lost = () => {
    lostSinceMs ??= Date.now()
    if (store.get().connection.kind === 'live') {
      store.set({ connection: { kind: 'lost-stream', sinceMs: lostSinceMs } })
    }
    listenNoMore()
    // A writer that nobody looks at any more may be gone or not.
    setWriters('unknown', 'unknown')
  }

  const rested = () => {
    listenNoMore()
    // Who is gone stays gone: a page that is looked at again has no second death to tell.
    const { writer, runWriter } = store.get()
    setWriters(writer === 'gone' ? writer : 'unknown', runWriter === 'gone' ? runWriter : 'unknown')
  }

  const listenNoMore = () => {
    turns += 1
    setContinuous(false)
    stopPolling ??= poll(files, store, (reached) => {
      if (stopPolling === undefined || lostSinceMs === undefined) return
      const kind = reached ? 'lost-stream' : 'unreachable'
      if (store.get().connection.kind !== kind) store.set({ connection: { kind, sinceMs: lostSinceMs } })
    })
  }

  const setWriters = (writer: Writer, runWriter: Writer) => {
    const before = store.get()
    if (writer !== before.writer || runWriter !== before.runWriter) store.set({ writer, runWriter })
  }

  const hello = async (data: unknown) => {
    turns += 1
    const turn = turns
    stopPolling?.()
    stopPolling = undefined
    lostSinceMs = undefined
    const present = listOf(ownValue(data, 'files'))
    if (present.some((name) => typeof name === 'string' && isSkeleton(name))) files.lookAtSkeleton()
    else files.noSkeleton()
    const asked = files.small.filter((file) => present.includes(file.name))
    for (const file of files.small) if (!asked.includes(file)) file.gone()
    await Promise.all(asked.map((file) => file.ask()))
    // The stream went while the files were asked for.
    if (turn !== turns) return
    setContinuous(true)
    store.set({ connection: { kind: 'live' }, ...writersOf(data) })
  }

  const change = (data: unknown) => {
    const name = ownValue(data, 'file')
    if (typeof name !== 'string') return
    if (isSkeleton(name)) files.lookAtSkeleton()
    else void askUntilAnswered(files.named(name))
  }

  // The server tells of a change once: an answer that was lost on the way must be asked for again.
  const askUntilAnswered = async (file: WatchedFile | undefined): Promise<void> => {
    if (file === undefined || (await file.ask()) || !continuous) return
    setTimeout(() => void askUntilAnswered(file), RETRY_MS)
  }

  followEvents({
    events: {
      hello: (data) => void hello(data),
      change,
      writer: (data) => store.set(writersOf(data)),
    },
    lost,
    rested,
  })
}

const writersOf = (data: unknown) => ({
  writer: writerOf(ownValue(data, 'writer')),
  runWriter: writerOf(ownValue(data, 'run_writer')),
})

function writerOf(word: unknown): Writer {
  return word === 'present' || word === 'gone' ? word : 'unknown'
}

import { listOf, ownValue } from '../../../src/contract/index.ts'
import { poll } from './polling.ts'
import type { StoryState, Writer } from './state.ts'
import type { Store } from './store.ts'
import { isSkeleton, type StoryFiles, type WatchedFile } from './story-files.ts'
import type { Witness } from './witness.ts'

/** Some proxies keep an event stream back for ever: without a first word in this time the page polls. */
const HELLO_MS = 4_000
const RETRY_MS = 2_000

/** Follows story-monitor's own server, which says what changed; falls back to polling while it is silent. */
export function followLive(files: StoryFiles, store: Store<StoryState>, witnesses: readonly Witness[]): void {
  let stopPolling: (() => void) | undefined
  let lostSinceMs: number | undefined
  let continuous = false

  const setContinuous = (on: boolean) => {
    continuous = on
    for (const witness of witnesses) witness.continuous = on
  }

  const lost = () => {
    setContinuous(false)
    lostSinceMs ??= Date.now()
    if (store.get().connection.kind === 'live') {
      store.set({ connection: { kind: 'lost-stream', sinceMs: lostSinceMs } })
    }
    stopPolling ??= poll(files, store, (reached) => {
      if (stopPolling === undefined || lostSinceMs === undefined) return
      const kind = reached ? 'lost-stream' : 'unreachable'
      if (store.get().connection.kind !== kind) store.set({ connection: { kind, sinceMs: lostSinceMs } })
    })
    // A writer that nobody looks at any more may be gone or not.
    const { writer, runWriter } = store.get()
    if (writer !== 'unknown' || runWriter !== 'unknown')
      store.set({ writer: 'unknown', runWriter: 'unknown' })
  }

  const hello = async (data: unknown) => {
    stopPolling?.()
    stopPolling = undefined
    lostSinceMs = undefined
    const present = listOf(ownValue(data, 'files'))
    if (present.some((name) => typeof name === 'string' && isSkeleton(name))) files.lookAtSkeleton()
    else files.noSkeleton()
    const asked = files.small.filter((file) => present.includes(file.name))
    for (const file of files.small) if (!asked.includes(file)) file.gone()
    await Promise.all(asked.map((file) => file.ask()))
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

  connect({ hello, change, writer: (data) => store.set(writersOf(data)), lost })
}

type Handlers = {
  hello(data: unknown): Promise<void>
  change(data: unknown): void
  writer(data: unknown): void
  lost(): void
}

function connect(handlers: Handlers): void {
  const stream = new EventSource('_events')
  const patience = setTimeout(handlers.lost, HELLO_MS)
  stream.addEventListener('hello', (event) => {
    clearTimeout(patience)
    void handlers.hello(parsed(event))
  })
  stream.addEventListener('change', (event) => handlers.change(parsed(event)))
  stream.addEventListener('writer', (event) => handlers.writer(parsed(event)))
  // The folder became something else (one story, or many): another page belongs at this address.
  stream.addEventListener('reload', () => location.reload())
  stream.addEventListener('error', () => {
    clearTimeout(patience)
    handlers.lost()
    if (stream.readyState !== EventSource.CLOSED) return
    // After an answer that isn't a stream the browser gives up for good; this page doesn't.
    setTimeout(() => connect(handlers), RETRY_MS)
  })
}

function parsed(event: MessageEvent): unknown {
  try {
    return JSON.parse(String(event.data))
  } catch {
    return undefined
  }
}

const writersOf = (data: unknown) => ({
  writer: writerOf(ownValue(data, 'writer')),
  runWriter: writerOf(ownValue(data, 'run_writer')),
})

function writerOf(word: unknown): Writer {
  return word === 'present' || word === 'gone' ? word : 'unknown'
}

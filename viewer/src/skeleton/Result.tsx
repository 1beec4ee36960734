import { useEffect, useRef, useState } from 'preact/hooks'
import type { AssetRow } from './protocol.ts'
import { sourceOf } from './report-media.ts'
import type { SkeletonStore } from './store.ts'

export type ResultProps = { row: AssetRow; store: SkeletonStore; version: number }

const RETRY_MS = 10_000

/** Whether the result could not be loaded. It is tried again when the asset changes, and with news after a while. */
function useMissing(row: AssetRow, version: number): [boolean, () => void] {
  const [missing, setMissing] = useState(false)
  const failedAt = useRef(0)
  // Another status, another address or a new version of the file is a reason to try again.
  useEffect(() => setMissing(false), [row.status, row.address])
  useEffect(() => {
    if (performance.now() - failedAt.current > RETRY_MS) setMissing(false)
  }, [version])
  const fail = () => {
    failedAt.current = performance.now()
    setMissing(true)
  }
  return [missing, fail]
}

const NotYet = () => <span class="sk-not-yet">not there yet</span>

/** An image's thumbnail; it opens large. An SVG is drawn by <img> too, where no script of it runs. */
export function Thumbnail({ row, store, version }: ResultProps) {
  const [missing, fail] = useMissing(row, version)
  if (row.type !== 'image' || row.address === undefined) return null
  if (missing) {
    return (
      <span class="sk-thumb sk-thumb-empty">
        <NotYet />
      </span>
    )
  }
  return (
    <button type="button" class="sk-thumb" onClick={() => store.openGallery(row.id)}>
      <img
        key={row.status}
        src={sourceOf(row.address)}
        alt={`Open large: ${row.name}`}
        loading="lazy"
        decoding="async"
        width={176}
        height={99}
        onError={fail}
      />
    </button>
  )
}

/** A player for sound and film. While it plays, its row stays in the page. */
export function TimedResult({ row, store, version }: ResultProps) {
  const [missing, fail] = useMissing(row, version)
  const { id, address } = row
  useEffect(() => () => store.pin(id, 'plays', false), [store, id])
  if (address === undefined || (row.type !== 'audio' && row.type !== 'video')) return null
  if (missing) return <NotYet />
  const watch = {
    onPlay: () => store.pin(id, 'plays', true),
    onPause: () => store.pin(id, 'plays', false),
    onEnded: () => store.pin(id, 'plays', false),
    onError: fail,
    src: sourceOf(address),
    controls: true,
    'aria-label': row.name,
  }
  if (row.type === 'audio') return <audio key={row.status} class="sk-player" preload="none" {...watch} />
  return <video key={row.status} class="sk-player" preload="metadata" playsInline {...watch} />
}

/** What a browser shows as plain text. Anything else (a page, a drawing with a script) is saved, not opened. */
const PLAIN = /\.(txt|md|json|jsonl|csv|srt|vtt|log|pdf)$/i
const PAGE = /\.x?html?$/i

/** The live server sends a page in a sandbox, where it runs nothing; no other server can be trusted to. */
const opens = (name: string): boolean =>
  PLAIN.test(name) || (PAGE.test(name) && document.documentElement.dataset['server'] === 'live')

/** A text, or a type that the page can't show: a way to open it. */
export function ResultLink({ row }: ResultProps) {
  if (row.address === undefined || row.type === 'image' || row.type === 'audio' || row.type === 'video')
    return null
  const name = decodeURIComponent(row.address.split('/').at(-1) ?? row.address)
  const common = { class: 'sk-link', href: row.address, rel: 'noopener noreferrer' }
  return opens(name) ? (
    <a {...common} target="_blank">
      Open <bdi>{name}</bdi>
    </a>
  ) : (
    <a {...common} download={name}>
      Save <bdi>{name}</bdi>
    </a>
  )
}

import { useState } from 'preact/hooks'
import { sourceOf } from '../skeleton/report-media.ts'
import { type Output, outputOf } from './output.ts'

/** What a task made: a thumbnail, a player or a link. */
export function TaskOutput({ url, label }: { url: string | undefined; label: string }) {
  const output = outputOf(url)
  // A new address is a new thing, which may be there although the last one was not.
  return output ? <Shown key={output.address} output={output} label={label} /> : null
}

function Shown({ output, label }: { output: Output; label: string }) {
  const [missing, setMissing] = useState(false)
  const { kind, address } = output
  if (kind === 'elsewhere' || kind === 'text' || kind === 'file') return <OutputLink output={output} />
  if (missing) return <p class="tk-missing">its file is not there</p>
  const source = { src: sourceOf(address), onError: () => setMissing(true) }
  if (kind === 'audio') {
    return <audio class="tk-player" controls preload="none" aria-label={label} {...source} />
  }
  if (kind === 'video') {
    return <video class="tk-player" controls preload="metadata" playsInline aria-label={label} {...source} />
  }
  const image = (
    <img alt={`Output of ${label}`} loading="lazy" decoding="async" width={160} height={90} {...source} />
  )
  // A drawing may carry a script: it is shown as a picture, where none runs, and not opened as a page.
  if (/\.svg$/i.test(address)) return <span class="tk-thumb">{image}</span>
  return (
    <a class="tk-thumb" href={address} target="_blank" rel="noreferrer noopener">
      {image}
    </a>
  )
}

function OutputLink({ output }: { output: Output }) {
  const words = output.kind === 'file' ? 'Save' : 'Open'
  return (
    <a
      class="tk-link"
      href={output.address}
      target="_blank"
      rel="noreferrer noopener"
      download={output.kind === 'file'}
    >
      {words} <bdi>{output.name}</bdi>
    </a>
  )
}

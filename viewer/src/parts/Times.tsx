import type { ProgressView } from '../../../src/contract/index.ts'
import type { Seen } from '../judge/picture.ts'
import { momentWords } from '../judge/words.ts'

/** When the story began and, where it isn't alive, when it was last heard of. */
export function Times({ view, seen }: { view: ProgressView; seen: Seen }) {
  const last =
    seen.state === 'finished' && view.finishedMs !== undefined
      ? { label: 'finished', ms: view.finishedMs }
      : { label: 'last sign of life', ms: view.updatedMs }
  return (
    <TimesLine
      times={[{ label: 'started', ms: view.startedMs }, ...(seen.state === 'alive' ? [] : [last])]}
    />
  )
}

/** Moments with their labels; what isn't known is left out. */
export function TimesLine({ times }: { times: readonly { label: string; ms: number | undefined }[] }) {
  const known = times.flatMap(({ label, ms }) => (ms === undefined ? [] : [{ label, ms }]))
  if (known.length === 0) return null
  return (
    <p class="times">
      {known.map(({ label, ms }, index) => (
        <span key={label}>
          {index > 0 && ', '}
          {label} <time dateTime={new Date(ms).toISOString()}>{momentWords(ms, Date.now())}</time>
        </span>
      ))}
    </p>
  )
}

import { useState } from 'preact/hooks'
import { countWord } from '../judge/words.ts'
import { Icon } from './Icon.tsx'

const LONG = 2_000

export type FailureProps = {
  error: string | undefined
  traceback: string | undefined
  /** It happened in an earlier run, and may be mended by this one. */
  isBefore: boolean
}

/** The error that ended a phase, and its traceback where there is one. */
export function Failure({ error, traceback, isBefore }: FailureProps) {
  return (
    <section class="failure" data-before={isBefore} aria-labelledby="failure-heading">
      <h2 id="failure-heading">
        <Icon name={isBefore ? 'clock' : 'error'} />
        {isBefore ? 'In the run before' : 'What went wrong'}
      </h2>
      {error !== undefined && <LongText text={error} class="failure-words" />}
      {traceback !== undefined && (
        <details>
          <summary>Traceback</summary>
          <LongText text={traceback} class="traceback" />
        </details>
      )}
    </section>
  )
}

/** Text of any length: its beginning, and the rest on demand. */
function LongText({ text, class: className }: { text: string; class: string }) {
  const [whole, setWhole] = useState(false)
  if (text.length <= LONG) return <Lines text={text} class={className} />
  return (
    <>
      <Lines text={whole ? text : text.slice(0, LONG)} class={className} />
      <button type="button" class="more" aria-expanded={whole} onClick={() => setWhole(!whole)}>
        {whole ? 'less' : `${countWord(text.length - LONG)} more characters`}
      </button>
    </>
  )
}

function Lines({ text, class: className }: { text: string; class: string }) {
  return (
    // A long traceback scrolls in its own box, which the keyboard must be able to enter.
    <pre class={className} dir="auto" tabIndex={className === 'traceback' ? 0 : undefined}>
      {text}
    </pre>
  )
}

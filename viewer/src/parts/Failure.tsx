import { useState } from 'preact/hooks'
import { type FailureView, failuresOf, type ProgressView } from '../../../src/contract/index.ts'
import { countWord } from '../judge/words.ts'
import { Icon } from './Icon.tsx'
import { Name } from './Name.tsx'

const LONG = 2_000

/** Past this many failed phases the rest are counted. */
const MAX_SHOWN = 10

/** What went wrong: each failed phase with its own error, apart from what an earlier run has left. */
export function Failures({ view }: { view: ProgressView }) {
  const failures = failuresOf(view)
  return (
    <>
      <FailureList failures={failures.filter(({ isBefore }) => !isBefore)} isBefore={false} />
      <FailureList failures={failures.filter(({ isBefore }) => isBefore)} isBefore={true} />
    </>
  )
}

function FailureList({ failures, isBefore }: { failures: readonly FailureView[]; isBefore: boolean }) {
  if (failures.length === 0) return null
  const id = isBefore ? 'failure-before-heading' : 'failure-heading'
  const more = failures.length - MAX_SHOWN
  return (
    <section class="failure" data-before={isBefore} aria-labelledby={id}>
      <h2 id={id}>
        <Icon name={isBefore ? 'clock' : 'error'} />
        {isBefore ? 'In the run before' : 'What went wrong'}
      </h2>
      {failures.slice(0, MAX_SHOWN).map((failure) => (
        <Failure key={failure.phase?.name ?? ''} {...failure} />
      ))}
      {more > 0 && <p class="failure-more">and {countWord(more)} more</p>}
    </section>
  )
}

/** The error that ended a phase, and its traceback where there is one. */
function Failure({ phase, error, traceback }: FailureView) {
  return (
    <div class="failure-one">
      {phase && (
        <h3 class="failure-phase">
          <Name text={phase.label} />
        </h3>
      )}
      {error !== undefined && <LongText text={error} class="failure-words" />}
      {traceback !== undefined && (
        <details>
          <summary>Traceback</summary>
          <LongText text={traceback} class="traceback" />
        </details>
      )}
    </div>
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

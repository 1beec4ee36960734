import type { LiveStatusView } from '../../../src/contract/index.ts'
import { type Seen, STATE_WORDS } from '../judge/picture.ts'
import { callsFor, RunCall } from './RunCall.tsx'
import { RunCriteria } from './RunCriteria.tsx'
import { RunFailures } from './RunFailures.tsx'
import { RunHealth } from './RunHealth.tsx'
import { RunProgress } from './RunProgress.tsx'
import { RunReport } from './RunReport.tsx'
import { Sparklines } from './Sparklines.tsx'

export type RunPanelProps = {
  run: LiveStatusView
  seen: Seen
  /** True where the page's header says how the run is; false beside a story. */
  alone: boolean
  nowMs: () => number
}

/** A production run: what it waits for, how far it is, how fast, how well, and what went wrong. */
export function RunPanel({ run, seen, alone, nowMs }: RunPanelProps) {
  return (
    <section class="pr" data-state={seen.state} aria-labelledby="run-heading">
      <div class={alone ? 'hidden-words' : 'pr-head'}>
        <h2 id="run-heading">Production run</h2>
        {!alone && (
          <p class="badge-line">
            <span class="badge" data-state={seen.state}>
              <span class="dot" />
              {STATE_WORDS[seen.state]}
            </span>
            <bdi class="reason">{callsFor(run, seen) ? '' : seen.reason}</bdi>
          </p>
        )}
      </div>
      <p class="hidden-words" aria-live="polite">
        {spokenState(seen)}
      </p>
      <RunCall run={run} seen={seen} />
      <RunReport seen={seen} />
      <RunProgress run={run} seen={seen} nowMs={nowMs} />
      <Sparklines run={run} />
      <RunHealth run={run} seen={seen} />
      <RunFailures run={run} />
      <RunCriteria criteria={run.criteria} />
    </section>
  )
}

/** For a screen reader, when it changes. Reasons with figures that move would be read out again and again. */
const spokenState = ({ state, reason }: Seen): string =>
  state === 'paused' || state === 'dead' || state === 'failed'
    ? `Production run ${STATE_WORDS[state]}: ${reason}`
    : `Production run ${STATE_WORDS[state]}`

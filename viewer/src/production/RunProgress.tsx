import { durationAsClock, durationInWords, type LiveStatusView } from '../../../src/contract/index.ts'
import type { Seen } from '../judge/picture.ts'
import { countWord, momentWords, percentOf } from '../judge/words.ts'
import { useSecond } from '../parts/Clock.tsx'
import { EtaWords } from '../parts/EtaWords.tsx'
import { isRunning } from './judge-run.ts'
import { countsWords, runEta } from './words.ts'

type Props = { run: LiveStatusView; seen: Seen; nowMs: () => number }

/** How far the run is, how long it still takes, and what it makes now. */
export function RunProgress({ run, seen, nowMs }: Props) {
  const ticks = isRunning(seen)
  const { failed, skipped } = run.segments
  return (
    <div class="pr-card pr-progress" data-state={seen.state}>
      <div class="pr-far">
        <p class="pr-counts">
          <strong>{countsWords(run)}</strong>
          {failed > 0 && <span class="pr-bad">{countWord(failed)} given up</span>}
          {skipped > 0 && <span>{countWord(skipped)} left out</span>}
        </p>
        <p class="pr-left">
          <TimeLeft run={run} ticks={ticks} nowMs={nowMs} />
        </p>
      </div>
      <SegmentBar run={run} />
      <p class="pr-now">
        {run.nextAttempt !== undefined && run.currentSegment === undefined && (
          <Waiting next={run.nextAttempt} />
        )}
        {run.currentSegment !== undefined && ticks && <Current segment={run.currentSegment} nowMs={nowMs} />}
        <span class="pr-ran">ran {durationInWords(run.timing.elapsedSeconds ?? 0)}, pauses not counted</span>
      </p>
    </div>
  )
}

function TimeLeft({ run, ticks, nowMs }: { run: LiveStatusView; ticks: boolean; nowMs: () => number }) {
  const eta = runEta(run)
  const { timing, updatedMs } = run
  if (!ticks || eta === undefined) return null
  const { estimatedCompletionMs, etaErrorPercent } = timing
  return (
    <>
      <EtaWords eta={eta} madeMs={updatedMs} ticking nowMs={nowMs} />
      <span class="pr-soft">
        {estimatedCompletionMs !== undefined && `around ${momentWords(estimatedCompletionMs, nowMs())}`}
        {etaErrorPercent !== undefined && ` · forecasts so far ±${Math.round(etaErrorPercent)} %`}
      </span>
    </>
  )
}

/** What is made, given up and left out, each as its part of the whole. */
function SegmentBar({ run: { segments, progressPercent = 0 } }: { run: LiveStatusView }) {
  const { completed, failed, skipped, total } = segments
  const parts = { completed, failed, skipped }
  return (
    <div
      class="pr-bar"
      role="progressbar"
      aria-label="Segments"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percentOf(progressPercent / 100)}
      aria-valuetext={`${countWord(completed)} completed, ${countWord(failed)} given up, ${countWord(skipped)} left out, of ${total === undefined ? 'an unknown number' : countWord(total)}`}
    >
      {Object.entries(parts).map(([part, count]) => (
        <span
          key={part}
          data-part={part}
          style={{ width: `${total ? Math.min(100, (count / total) * 100) : 0}%` }}
        />
      ))}
    </div>
  )
}

/** No segment is in hand: this one comes next, when a pause or the time before another attempt is over. */
function Waiting({ next: { segment, attempt } }: { next: NonNullable<LiveStatusView['nextAttempt']> }) {
  return (
    <span class="pr-current">
      <span class="label">Next</span>
      <bdi>{segment.slice(0, 200)}</bdi>
      {attempt > 1 && <span class="pr-warn">attempt {countWord(attempt)}</span>}
    </span>
  )
}

function Current({
  segment,
  nowMs,
}: {
  segment: NonNullable<LiveStatusView['currentSegment']>
  nowMs: () => number
}) {
  useSecond(segment.startedMs !== undefined)
  const { id, attempt, startedMs, crashes } = segment
  return (
    <span class="pr-current">
      <span class="label">Now</span>
      <bdi>{id.slice(0, 200)}</bdi>
      {startedMs !== undefined && (
        <span class="clock">{durationAsClock(Math.max(0, nowMs() - startedMs) / 1000)}</span>
      )}
      {attempt > 1 && <span class="pr-warn">attempt {countWord(attempt)}</span>}
      {crashes > 0 && <span class="pr-warn">the process died in it {countWord(crashes)} ×</span>}
    </span>
  )
}

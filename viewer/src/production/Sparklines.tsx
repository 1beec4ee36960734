import type { LiveStatusView } from '../../../src/contract/index.ts'
import { barsOf, durationsInWords, linePath, throughputInWords } from './sparkline.ts'
import { rateWord, secondsWord, trendWords } from './words.ts'

const WIDTH = 300
const HEIGHT = 72

/** How long the latest segments took, and how the throughput went. */
export function Sparklines({ run }: { run: LiveStatusView }) {
  if (run.recent.length === 0) {
    return (
      <div class="pr-card pr-quiet">
        <p>No segment is finished yet. The first one draws the first bar here.</p>
      </div>
    )
  }
  return (
    <div class="pr-pair">
      <Durations run={run} />
      {run.segmentsPerHour.length > 0 && <Throughput rates={run.segmentsPerHour} />}
    </div>
  )
}

function Durations({ run }: { run: LiveStatusView }) {
  const { recentAverageSeconds, p95Seconds, trend, trendPercent } = run.timing
  const trendWord = trendWords(trend, trendPercent)
  return (
    <figure class="pr-card pr-plot">
      <figcaption>
        <span class="label">Time per segment</span>
        {recentAverageSeconds !== undefined && <strong>{secondsWord(recentAverageSeconds)}</strong>}
        <span class="pr-plot-note">
          {trendWord ?? 'steady'}
          {p95Seconds !== undefined && ` · 95 % within ${secondsWord(p95Seconds)}`}
        </span>
      </figcaption>
      <div class="pr-bars" role="img" aria-label={durationsInWords(run)}>
        {barsOf(run.recent).map(({ share, outcome }, index) => (
          <span key={index} data-outcome={outcome} style={{ height: `${share * 100}%` }} />
        ))}
      </div>
    </figure>
  )
}

function Throughput({ rates }: { rates: readonly number[] }) {
  const line = linePath(rates, WIDTH, HEIGHT)
  return (
    <figure class="pr-card pr-plot">
      <figcaption>
        <span class="label">Throughput</span>
        <strong>{rateWord(rates.at(-1) ?? 0)}</strong>
        <span class="pr-plot-note">segments an hour, from the beginning until now</span>
      </figcaption>
      <svg
        class="pr-line"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={throughputInWords(rates)}
      >
        <path class="pr-area" d={`${line}V${HEIGHT}H0Z`} />
        <path class="pr-stroke" d={line} />
      </svg>
    </figure>
  )
}

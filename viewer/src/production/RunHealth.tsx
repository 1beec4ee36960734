import { bytesInWords, type LiveStatusView } from '../../../src/contract/index.ts'
import type { Seen } from '../judge/picture.ts'
import { countWord } from '../judge/words.ts'
import { Icon } from '../parts/Icon.tsx'
import { shareWord } from './words.ts'

/** Below this a pool is low. */
const LOW = 0.3

/** Health in words, quality, and what is left of pools, disk and memory. */
export function RunHealth({ run, seen }: { run: LiveStatusView; seen: Seen }) {
  // What a process said of its health before it went is no health of today.
  const isGone = seen.state === 'dead' && (run.status === 'running' || run.status === 'paused')
  const health = isGone ? ({ state: 'unknown', reasons: ['the process is gone'] } as const) : run.health
  return (
    <div class="pr-trio">
      <Health health={health} failures={run.failures} />
      <Quality run={run} />
      <Supplies run={run} />
    </div>
  )
}

type Told = { state: LiveStatusView['health']['state']; reasons: readonly string[] }

const HEALTH_WORDS = {
  healthy: 'Healthy',
  degraded: 'Degraded',
  critical: 'Critical',
  unknown: 'Not known',
} as const

function Health({ health, failures }: Readonly<Pick<LiveStatusView, 'failures'>> & { health: Told }) {
  const { state, reasons } = health
  return (
    <section class="pr-card pr-health" data-health={state} aria-labelledby="run-health">
      <h3 id="run-health" class="label">
        Health
      </h3>
      <p class="pr-figure">
        {state !== 'unknown' && <Icon name={state === 'healthy' ? 'done' : 'error'} />}
        {HEALTH_WORDS[state]}
      </p>
      {reasons.length > 0 && (
        <ul class="pr-reasons">
          {reasons.slice(0, 8).map((reason) => (
            <li key={reason} dir="auto">
              {reason}
            </li>
          ))}
        </ul>
      )}
      <p class="pr-soft">
        {failures.total === 0
          ? 'no attempt has failed'
          : `${countWord(failures.total)} failed attempts, tried again ${countWord(failures.retries)} ×`}
      </p>
    </section>
  )
}

function Quality({ run: { quality } }: { run: LiveStatusView }) {
  const { validationPassRate, criticalViolations, repetitionRate, arcsResolvedRate } = quality
  const rows = [
    { name: 'Critical violations', value: criticalViolations, word: countWord },
    { name: 'Repetition flags', value: repetitionRate, word: shareWord },
    { name: 'Story arcs resolved', value: arcsResolvedRate, word: shareWord },
  ].flatMap(({ name, value, word }) => (value === undefined ? [] : [{ name, words: word(value) }]))
  return (
    <section class="pr-card" aria-labelledby="run-quality">
      <h3 id="run-quality" class="label">
        Pass rate
      </h3>
      <p class="pr-figure">
        {validationPassRate === undefined ? 'Not measured' : shareWord(validationPassRate)}
      </p>
      {rows.length > 0 && (
        <dl class="pr-facts">
          {rows.map(({ name, words }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{words}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  )
}

function Supplies({ run: { pools, resources } }: { run: LiveStatusView }) {
  const { diskFreeBytes, rssBytes } = resources
  return (
    <section class="pr-card" aria-labelledby="run-supplies">
      <h3 id="run-supplies" class="label">
        Pools and resources
      </h3>
      {pools.slice(0, 12).map(({ name, remaining, total }) => {
        const share = total === 0 ? 1 : Math.min(1, remaining / total)
        return (
          <div class="pr-pool" key={name} data-low={share < LOW}>
            <p>
              <bdi>{name.slice(0, 80)}</bdi>
              <span>
                {share < LOW && <span class="pr-warn">low · </span>}
                {countWord(remaining)} of {countWord(total)}
              </span>
            </p>
            <div class="bar" aria-hidden="true">
              <span class="bar-fill" style={{ transform: `scaleX(${share})` }} />
            </div>
          </div>
        )
      })}
      <dl class="pr-facts">
        {diskFreeBytes !== undefined && (
          <div>
            <dt>Disk free</dt>
            <dd>{bytesInWords(diskFreeBytes)}</dd>
          </div>
        )}
        {rssBytes !== undefined && (
          <div>
            <dt>Memory of the process</dt>
            <dd>{bytesInWords(rssBytes)}</dd>
          </div>
        )}
      </dl>
    </section>
  )
}

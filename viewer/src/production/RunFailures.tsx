import type { LiveStatusView } from '../../../src/contract/index.ts'
import { countWord, momentWords } from '../judge/words.ts'

/** What went wrong: failures that look alike, and the latest ones. */
export function RunFailures({ run: { clusters, lastErrors, lastError } }: { run: LiveStatusView }) {
  const latest = lastErrors.length > 0 ? lastErrors : lastError === undefined ? [] : [lastError]
  if (clusters.length === 0 && latest.length === 0) return null
  return (
    <div class="pr-pair">
      {clusters.length > 0 && (
        <section class="pr-card" aria-labelledby="run-clusters">
          <h3 id="run-clusters" class="label">
            Failures that look alike
          </h3>
          <ul class="pr-faults">
            {clusters.map(({ count, example, lastSegment }) => (
              <li key={example}>
                <span class="pr-times">{countWord(count)} ×</span>
                <p dir="auto">{example}</p>
                <p class="pr-soft">
                  last in <bdi>{lastSegment}</bdi>
                </p>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section class="pr-card" aria-labelledby="run-errors">
        <h3 id="run-errors" class="label">
          Last errors
        </h3>
        <ul class="pr-faults">
          {latest.map(({ segment, message, atMs }, index) => (
            <li key={index}>
              <span class="pr-times">{atMs === undefined ? '' : momentWords(atMs, Date.now())}</span>
              <p dir="auto">{message}</p>
              <p class="pr-soft">
                in <bdi>{segment}</bdi>
              </p>
            </li>
          ))}
        </ul>
      </section>
    </div>
  )
}

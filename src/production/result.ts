import { isDictionary, ownValue } from '../contract/index.ts'
import { StoryMonitorError } from '../errors.ts'
import type { Run } from './run.ts'

const MOST_METRICS = 50
const LONGEST_NAME = 100

/** What a function said about its segment: pools go into the run, metrics into its line. What is no number is told. */
export function readResult(run: Run, result: unknown): { [name: string]: number } | undefined {
  if (!isDictionary(result)) return undefined
  readPools(run, ownValue(result, 'pools'))
  const given = ownValue(result, 'metrics')
  if (!isDictionary(given)) return undefined
  const metrics: { [name: string]: number } = {}
  for (const [name, value] of Object.entries(given).slice(0, MOST_METRICS)) {
    const number = typeof value === 'boolean' ? Number(value) : value
    if (typeof number === 'number' && Number.isFinite(number) && name !== '__proto__') {
      metrics[name.slice(0, LONGEST_NAME)] = number
      run.tally.tellKind(name.slice(0, LONGEST_NAME), typeof value === 'boolean')
    } else tell(run, `metric ${JSON.stringify(name.slice(0, LONGEST_NAME))}`, value)
  }
  return metrics
}

function readPools(run: Run, pools: unknown): void {
  if (!isDictionary(pools)) return
  for (const [name, pool] of Object.entries(pools)) {
    const remaining = ownValue(pool, 'remaining')
    const total = ownValue(pool, 'total')
    if (isAmount(remaining) && isAmount(total) && name !== '__proto__') {
      run.tally.setPool(name.slice(0, LONGEST_NAME), { remaining, total })
    } else tell(run, `pool ${JSON.stringify(name.slice(0, LONGEST_NAME))}`, pool)
  }
}

const isAmount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0

/** The segment is finished all the same: one wrong figure must not cost hours of work. */
function tell(run: Run, what: string, value: unknown): void {
  const message = `The ${what} of a segment is no number that counts (${String(value)}); it is left out.`
  run.warnings.begin(`RESULT ${what}`, new StoryMonitorError('INVALID_ARGUMENT', message))
}

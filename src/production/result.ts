import { inspect } from 'node:util'
import { isDictionary, ownValue } from '../contract/index.ts'
import { StoryMonitorError } from '../errors.ts'
import { cut } from '../host/index.ts'
import type { Run } from './run.ts'

const MOST_NAMES = 50
const LONGEST_NAME = 100
const LONGEST_VALUE = 120

/** What a function said about its segment: pools go into the run, metrics into its line. What can't be counted is told. */
export function readResult(run: Run, result: unknown): { [name: string]: number } | undefined {
  if (!isDictionary(result)) return undefined
  readPools(run, ownValue(result, 'pools'))
  const given = byName(run, 'metrics', ownValue(result, 'metrics'))
  if (given === undefined) return undefined
  const metrics: { [name: string]: number } = {}
  for (const [name, value] of given) {
    const number = typeof value === 'boolean' ? Number(value) : value
    if (typeof number === 'number' && Number.isFinite(number) && name !== '__proto__') {
      metrics[name.slice(0, LONGEST_NAME)] = number
      run.tally.tellKind(name.slice(0, LONGEST_NAME), typeof value === 'boolean')
    } else tell(run, `metric ${quoted(name)}`, value, 'has to be a number, true or false')
  }
  return metrics
}

function readPools(run: Run, pools: unknown): void {
  for (const [name, pool] of byName(run, 'pools', pools) ?? []) {
    const remaining = ownValue(pool, 'remaining')
    const total = ownValue(pool, 'total')
    if (isAmount(remaining) && isAmount(total) && name !== '__proto__') {
      run.tally.setPool(name.slice(0, LONGEST_NAME), { remaining, total })
    } else tell(run, `pool ${quoted(name)}`, pool, 'needs remaining and total, each a number of at least 0')
  }
}

function byName(run: Run, what: string, given: unknown): [string, unknown][] | undefined {
  if (given === undefined || given === null) return undefined
  if (isDictionary(given)) {
    const entries = Object.entries(given)
    if (entries.length > MOST_NAMES)
      tell(run, `${what} value`, given, `may have ${MOST_NAMES} names, not more`)
    return entries.slice(0, MOST_NAMES)
  }
  tell(run, `${what} value`, given, 'has to be an object with a value for each name')
  return undefined
}

const isAmount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0

const quoted = (name: string): string => JSON.stringify(name.slice(0, LONGEST_NAME))

/** The segment is finished all the same: one wrong figure must not cost hours of work. */
function tell(run: Run, what: string, value: unknown, rule: string): void {
  const shown = cut(inspect(value, { depth: 1, breakLength: Infinity, customInspect: false }), LONGEST_VALUE)
  const message = `The ${what} of a segment ${rule}; this one is left out: ${shown}`
  run.warnings.begin(`RESULT ${what}`, new StoryMonitorError('INVALID_ARGUMENT', message))
}

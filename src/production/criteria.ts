import { CRITERION_TIERS, type CriterionState, type CriterionTier } from '../contract/index.ts'
import { filledText, numberFrom, refuse } from '../host/index.ts'
import { METRICS, type Measure, measureOf } from './measures.ts'
import type { Tally } from './tally.ts'

/**
 * What a run has to reach. What was never measured counts as missed.
 *
 * @example { name: 'Rhymes', tier: 'should', metric: 'rhymes', target: '>=80%', abortIf: '<50%' }
 */
export type Criterion = {
  name: string
  /**
   * A missed `must` closes the final gate; a missed `should` keeps it open until an exception is documented; a missed `nice`
   * is only noted. Default must.
   */
  tier?: CriterionTier
  /**
   * `completion_rate`, `validation_pass_rate`, `critical_violations`, `repetition_rate`, `arcs_resolved_rate`,
   * `total_hours`, `unrecoverable_crashes`, or the name of a metric of yours (its mean).
   */
  metric: string
  /** A comparison, e.g. `>=95%`, `<=0`, `<20`. */
  target: string
  /** The run stops when this comes true, e.g. `<90%`. */
  abortIf?: string
  /**
   * For a metric of yours: the least and the greatest value of one segment, so that it can be judged ahead. Default: 0 and 1
   * where the metric is told as true or false; else unknown, and it is judged at the end.
   */
  range?: readonly [least: number, greatest: number]
}

type Comparison = { text: string; operator: '<' | '<=' | '>' | '>=' | '='; limit: number }

export type CriterionRule = {
  name: string
  tier: CriterionTier
  metric: string
  target: Comparison
  abortIf: Comparison | undefined
  range: readonly [number, number] | undefined
}

export type Judgement = {
  name: string
  tier: CriterionTier
  target: string
  abortIf: string | undefined
  value: number | undefined
  state: CriterionState
  /** Why the run has to stop, where it has to. */
  abort: string | undefined
}

/** A rate of fewer segments than this says little: it stops no run, unless it is certain. */
const LEAST_SAMPLE = 20

/** Checks a list of criteria. @throws StoryMonitorError INVALID_ARGUMENT */
export function readCriteria(value: unknown): CriterionRule[] {
  if (value === undefined) return []
  if (!Array.isArray(value) || value.length > 100)
    throw refuse('criteria', 'a list of at most 100 criteria', value)
  const names = new Set<string>()
  return value.map((criterion: unknown, index) => {
    const rule = ruleFrom(criterion, `criteria[${index}]`)
    // An exception goes by the name: it would be one from both.
    if (names.has(rule.name)) throw refuse(`criteria[${index}].name`, 'a name of its own', rule.name)
    names.add(rule.name)
    return rule
  })
}

function ruleFrom(value: unknown, name: string): CriterionRule {
  if (typeof value !== 'object' || value === null) throw refuse(name, 'an object', value)
  const given: { [key: string]: unknown } = { ...value }
  const tier = CRITERION_TIERS.find((word) => word === (given['tier'] ?? 'must'))
  if (tier === undefined) throw refuse(`${name}.tier`, `one of ${CRITERION_TIERS.join(', ')}`, given['tier'])
  return {
    name: filledText(`${name}.name`, given['name']),
    tier,
    metric: filledText(`${name}.metric`, given['metric']),
    target: comparisonFrom(`${name}.target`, given['target']),
    abortIf: given['abortIf'] === undefined ? undefined : comparisonFrom(`${name}.abortIf`, given['abortIf']),
    range: rangeFrom(`${name}.range`, given['range']),
  }
}

function comparisonFrom(name: string, value: unknown): Comparison {
  const match =
    typeof value === 'string' ? /^\s*(<=|>=|<|>|=|≤|≥)\s*(-?\d+(?:\.\d+)?)\s*(%?)\s*$/.exec(value) : null
  if (match === null) throw refuse(name, "a comparison such as '>=95%' or '<20'", value)
  const operator = match[1] === '≤' ? '<=' : match[1] === '≥' ? '>=' : match[1]
  if (operator !== '<' && operator !== '<=' && operator !== '>' && operator !== '>=' && operator !== '=') {
    throw refuse(name, "a comparison such as '>=95%' or '<20'", value)
  }
  const percent = match[3] === '%'
  return {
    text: `${operator} ${match[2]}${match[3]}`,
    operator,
    limit: Number(match[2]) / (percent ? 100 : 1),
  }
}

function rangeFrom(name: string, value: unknown): readonly [number, number] | undefined {
  if (value === undefined) return undefined
  if (!Array.isArray(value) || value.length !== 2) throw refuse(name, 'two numbers', value)
  const least = numberFrom(`${name}[0]`, value[0], Number.NEGATIVE_INFINITY)
  return [least, numberFrom(`${name}[1]`, value[1], least)]
}

/**
 * Judges a criterion by the counts so far. A target that no rest of the run can reach is `unreachable`.
 *
 * @param seconds running time so far
 * @param over whether the run has come to its end
 */
export function judge(rule: CriterionRule, tally: Tally, seconds: number, over: boolean): Judgement {
  const soFar = measureOf(rule.metric, tally, seconds, rule.range)
  const measure = over ? { ...soFar, value: soFar.atEnd ?? soFar.value } : soFar
  const abort = rule.abortIf === undefined ? undefined : abortReason(rule, rule.abortIf, measure, over)
  return {
    name: rule.name,
    tier: rule.tier,
    target: rule.target.text,
    abortIf: rule.abortIf?.text,
    value: measure.value,
    // What stops the run is no open question, whatever a longer run might have brought.
    state: abort === undefined ? stateOf(rule, measure, over) : 'missed',
    abort,
  }
}

function stateOf({ target }: CriterionRule, measure: Measure, over: boolean): CriterionState {
  const { value, low, high } = measure
  if (over) return value !== undefined && holds(target, value) ? 'met' : 'missed'
  if (!canHold(target, low, high)) return 'unreachable'
  return alwaysHolds(target, low, high) ? 'met' : 'open'
}

function abortReason(
  rule: CriterionRule,
  abortIf: Comparison,
  measure: Measure,
  over: boolean,
): string | undefined {
  const { value, low, high, samples, settles } = measure
  const said = value === undefined ? 'unknown' : inWords(value, abortIf)
  if (alwaysHolds(abortIf, low, high)) return `${rule.name}: ${said} now, and ${abortIf.text} is certain`
  const telling = over || (settles && samples >= LEAST_SAMPLE)
  if (value !== undefined && telling && holds(abortIf, value)) {
    return `${rule.name} is ${said} after ${samples} segments; the run stops at ${abortIf.text}`
  }
  return undefined
}

/** A value in the manner of the comparison that it is held against. */
export function inWords(value: number, { text }: { text: string }): string {
  return text.endsWith('%') ? `${(value * 100).toFixed(1)}%` : String(Math.round(value * 100) / 100)
}

function holds({ operator, limit }: Comparison, value: number): boolean {
  switch (operator) {
    case '<':
      return value < limit
    case '<=':
      return value <= limit
    case '>':
      return value > limit
    case '>=':
      return value >= limit
    case '=':
      return value === limit
  }
}

/** Whether some value from low to high satisfies the comparison. */
function canHold(comparison: Comparison, low: number, high: number): boolean {
  if (comparison.operator === '=') return low <= comparison.limit && comparison.limit <= high
  return holds(comparison, comparison.operator.startsWith('<') ? low : high)
}

/** Whether every value from low to high satisfies the comparison. */
function alwaysHolds(comparison: Comparison, low: number, high: number): boolean {
  return holds(comparison, low) && holds(comparison, high)
}

export const KNOWN_METRICS = Object.keys(METRICS)

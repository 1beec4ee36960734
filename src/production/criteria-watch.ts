import { durationInWords } from '../contract/index.ts'
import { type CriterionRule, type Judgement, judge } from './criteria.ts'
import type { Tally } from './tally.ts'

/** What the criteria ask of a run that goes on. */
export type Demand = { kind: 'stop' | 'pause'; reason: string }

/** The criteria of a run while it goes on: each target that has come out of reach is told once. */
export class CriteriaWatch {
  readonly #rules: readonly CriterionRule[]
  readonly #announced: Set<string>

  /** @param announced names of which it was told before; who let the run go on after that has accepted it */
  constructor(rules: readonly CriterionRule[], announced: Iterable<string>) {
    this.#rules = rules
    this.#announced = new Set(announced)
  }

  /** @param over whether the list is through, so that nothing can change any more */
  judge(tally: Tally, seconds: number, over: boolean): Judgement[] {
    return this.#rules.map((rule) => judge(rule, tally, seconds, over))
  }

  /**
   * @param restSeconds what is left of the run, where that can be told
   * @param remaining segments that are left: with none there is nothing that a pause could save
   */
  demands(
    judgements: readonly Judgement[],
    restSeconds: number | undefined,
    remaining: number | undefined,
  ): Demand[] {
    const demands: Demand[] = []
    for (const { name, tier, target, state, abort } of judgements) {
      if (abort !== undefined) return [...demands, { kind: 'stop', reason: `abort criterion: ${abort}` }]
      if (remaining === 0 || state !== 'unreachable' || tier === 'nice' || this.#announced.has(name)) continue
      this.#announced.add(name)
      const reason = `${name}: ${target} is out of reach, whatever the rest of the run brings.${savedWords(restSeconds)} Resume it to go on all the same.`
      demands.push({ kind: 'pause', reason })
    }
    return demands
  }
}

/** A minute is what nobody would stop a run for. */
const savedWords = (seconds = 0): string =>
  seconds < 60 ? '' : ` Stopping now saves about ${durationInWords(seconds)}.`

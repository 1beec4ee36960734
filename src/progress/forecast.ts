import { countOf, type Eta, ownValue, pastError, phaseEta, totalEta } from '../contract/index.ts'
import { type Draft, put } from './draft.ts'
import { type Experience, gatherExperience } from './experience.ts'
import { phaseNames, statusOf } from './transitions.ts'

/** Finished tasks that the spread of a phase is measured by. */
const MAX_TASKS = 200

/**
 * Foretells the end of a story's phases while they run, and remembers what it foretold, so that it can say how far off
 * it usually is.
 *
 * @param folder the story folder, absolute; its neighbours of the same workflow are what there is to learn from
 */
export function forecastOf(folder: string) {
  const taskSeconds = new Map<string, number[]>()
  const first = new Map<string, number>()
  let experience: Experience | undefined

  return {
    /** Reads the earlier runs, once: some milliseconds, so not in the middle of a transition. */
    learn(workflow: string): void {
      experience ??= gatherExperience(folder, workflow)
    },

    taskDone(type: string, seconds: number): void {
      taskSeconds.set(type, [...(taskSeconds.get(type) ?? []), seconds].slice(-MAX_TASKS))
    },

    /** The first forecast of a phase's whole duration in this run, in seconds; it is forgotten when asked for. */
    takePrediction(phase: string): number | undefined {
      const predicted = first.get(phase)
      first.delete(phase)
      return predicted
    },

    /** @returns the file's `eta`, or undefined while nothing is better than a guess */
    estimate(
      draft: Draft,
      elapsedSeconds: (phase: string) => number | undefined,
      oldestActiveSeconds: (phase: string) => number | undefined,
    ): Draft | undefined {
      const names = phaseNames(draft)
      const phases: Draft = {}
      const all = names.map((phase) => {
        const elapsed = elapsedSeconds(phase)
        const oldest = oldestActiveSeconds(phase)
        const eta = phaseEta({
          status: statusOf(draft, phase) ?? 'pending',
          taskSeconds: taskSeconds.get(phase) ?? [],
          earlierSeconds: experience?.phaseSeconds.get(phase) ?? [],
          ...counts(draft, phase),
          ...(elapsed === undefined ? {} : { elapsedSeconds: elapsed }),
          ...(oldest === undefined ? {} : { oldestActiveSeconds: oldest }),
        })
        if (eta === undefined || elapsed === undefined) return eta
        if (!first.has(phase)) first.set(phase, elapsed + eta.seconds)
        put(phases, phase, keysOf(eta))
        return eta
      })
      // What failed has to be done again, nobody knows when: a story with a failure is not "nearly done".
      const total = names.some((phase) => statusOf(draft, phase) === 'error') ? undefined : totalEta(all)
      if (total === undefined && Object.keys(phases).length === 0) return undefined
      const past = pastError(experience?.forecasts ?? [])
      return {
        phases,
        ...(total === undefined ? {} : { total: keysOf(total) }),
        ...(past === undefined
          ? {}
          : { past_error: Math.round(past.error * 1000) / 1000, samples: past.samples }),
      }
    },
  }
}

function counts(draft: Draft, phase: string): { complete?: number; total?: number } {
  const value = ownValue(ownValue(draft, 'phase_progress'), phase)
  const complete = countOf(ownValue(value, 'complete'))
  const total = countOf(ownValue(value, 'total'))
  return complete === undefined || total === undefined ? {} : { complete, total }
}

const keysOf = (eta: Eta): Draft => ({
  seconds: Math.round(eta.seconds),
  low_seconds: Math.floor(eta.lowSeconds),
  high_seconds: Math.ceil(eta.highSeconds),
})

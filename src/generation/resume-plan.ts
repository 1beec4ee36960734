import type { GenerationState } from '../contract/index.ts'
import { openReview } from './approval.ts'
import { certificateWarnings, certify } from './certificate.ts'
import { describeScene, describeStep } from './describe.ts'
import { describeHolder, holdOn, type Surroundings } from './holder.ts'
import { callCancel, callResume, callStartStep, type NextCall, nextCall } from './next-call.ts'
import type { Outcome } from './refusal.ts'
import { newerVersion, stepHeld, underWay, wrongStatus } from './refusals.ts'
import type { ResumePlan } from './reports.ts'
import {
  holderOf,
  isOver,
  isTerminal,
  newerFormat,
  resumePoint,
  resumeStepOf,
  runningStep,
  stepOf,
  stepsWith,
} from './state.ts'

/**
 * How a workflow would go on: from which step, what is skipped, and whether what the skipped steps made is still there.
 * It changes nothing.
 */
export function planResume(
  state: GenerationState,
  place: { root: string; stateFile: string },
  force: boolean,
  around: Surroundings,
): Outcome<ResumePlan> {
  if (state.workflow_status === 'COMPLETED') return { ok: false, refusal: wrongStatus(state, around) }
  const newer = newerFormat(state)
  if (newer !== undefined) return { ok: false, refusal: newerVersion(state.scene_id, newer) }
  const running = runningStep(state)
  const holder = running && holderOf(state, running)
  const presence = holder && around.presenceOf(holder)
  if (running && holder && presence === 'present') {
    const report = describeHolder(holder, presence)
    const own = holdOn(state, running, around) === 'free'
    return {
      ok: false,
      refusal: own ? underWay(state, running, report, around) : stepHeld(state, running, report),
    }
  }
  const point = resumeStepOf(state)
  const certificate = certify(place.root, state, point)
  const warnings = [
    ...certificateWarnings(certificate),
    ...planWarnings(state),
    ...(running && presence === 'unknown'
      ? [
          `step ${running.number} is held on host ${holder?.host ?? 'unknown'}; it can't be told whether it is alive`,
        ]
      : []),
  ]
  const skipped = stepsWith(state, isOver).filter(({ number }) => number < point.number)
  const seconds = skipped.map((step) => stepOf(state, step).duration_seconds ?? 0)
  const ready = warnings.length === 0 || force
  const report: ResumePlan = {
    kind: 'resume_plan',
    scene: describeScene(state, place.stateFile, around),
    resumeStep: describeStep(state, point, around.presenceOf),
    skipped: skipped.map((step) => describeStep(state, step, around.presenceOf)),
    savedSeconds: Math.min(
      Number.MAX_SAFE_INTEGER,
      seconds.reduce((sum, each) => sum + each, 0),
    ),
    certificate,
    warnings,
    forced: force && warnings.length > 0,
    ready,
    next: ready ? goOn(state, around) : callResume(state.scene_id, true),
  }
  return { ok: true, report }
}

/** Nobody may take for approved what a person may have turned down. */
function planWarnings(state: GenerationState): string[] {
  const review = openReview(state)
  if (review === undefined) return []
  const answer = review.answer === undefined ? '' : ` and answered ${JSON.stringify(review.answer)}`
  return [
    `step 4 has not begun since the user was asked about the plan${answer}; if that was no, start_step on step 3 makes another plan`,
  ]
}

/** A step that is held where nobody can look is given up by a cancel; to start it would be refused. */
function goOn(state: GenerationState, around: Surroundings): NextCall {
  const running = runningStep(state)
  if (running && holdOn(state, running, around) === 'unknown') {
    return callCancel(state.scene_id, `the holder of step ${running.number} is gone`)
  }
  const open = resumePoint(state)
  const asks = state.workflow_status === 'WAITING_USER_APPROVAL' || openReview(state) !== undefined
  if (asks || (open === undefined && !isTerminal(state))) {
    return nextCall(state, around)
  }
  return callStartStep(state.scene_id, resumeStepOf(state))
}

import type { GenerationState } from '../contract/index.ts'
import { certify } from './certificate.ts'
import { describeScene, describeStep } from './describe.ts'
import { describeHolder, type Surroundings } from './holder.ts'
import { callResume, callStartStep, type NextCall, nextCall } from './next-call.ts'
import type { Outcome } from './refusal.ts'
import { stepHeld, wrongStatus } from './refusals.ts'
import type { ResumePlan } from './reports.ts'
import {
  holderOf,
  isOver,
  isTerminal,
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
  if (state.workflow_status === 'COMPLETED') return { ok: false, refusal: wrongStatus(state) }
  const running = runningStep(state)
  const holder = running && holderOf(state, running)
  const presence = holder && around.presenceOf(holder)
  if (running && holder && presence === 'present') {
    return { ok: false, refusal: stepHeld(state, running, describeHolder(holder, presence)) }
  }
  const point = resumeStepOf(state)
  const certificate = certify(place.root, state, point)
  const warnings = [
    ...certificate
      .filter(({ verdict }) => verdict !== 'done')
      .map(({ key, path, verdict, reason }) => `${key} is ${verdict}: ${path}: ${reason}`),
    ...(running && presence === 'unknown'
      ? [
          `step ${running.number} is held on host ${holder?.host ?? 'unknown'}; it can't be told whether it is alive`,
        ]
      : []),
  ]
  const skipped = stepsWith(state, isOver)
  const seconds = skipped.map((step) => stepOf(state, step).duration_seconds ?? 0)
  const ready = warnings.length === 0 || force
  const report: ResumePlan = {
    kind: 'resume_plan',
    scene: describeScene(state, place.stateFile, around.now),
    resumeStep: describeStep(state, point, around.presenceOf),
    skipped: skipped.map((step) => describeStep(state, step, around.presenceOf)),
    savedSeconds: seconds.reduce((sum, each) => sum + each, 0),
    certificate,
    warnings,
    forced: force,
    ready,
    next: ready ? goOn(state) : callResume(state.scene_id, true),
  }
  return { ok: true, report }
}

function goOn(state: GenerationState): NextCall {
  const open = resumePoint(state)
  if (state.workflow_status === 'WAITING_USER_APPROVAL' || (open === undefined && !isTerminal(state))) {
    return nextCall(state)
  }
  return callStartStep(state.scene_id, resumeStepOf(state))
}

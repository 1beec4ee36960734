import type { GenerationState } from '../contract/index.ts'
import type { NextCall } from './next-call.ts'

export type RefusalCode =
  | 'NO_STATE'
  | 'CORRUPTED'
  | 'NEWER_VERSION'
  | 'WRONG_STATUS'
  | 'STEPS_MISSING'
  | 'STEP_HELD'
  | 'HOLDER_DIED'
  | 'ATTEMPTS_EXHAUSTED'
  | 'ANOTHER_BLUEPRINT'

/** Why a call was not carried out, in words, and what would help. Nothing has changed. */
export type Refusal = {
  code: RefusalCode
  sceneId: string
  message: string
  /** More about it, a line each. */
  details: string[]
  /** What to do, a line each, beside the call. */
  advice: string[]
  /** The call that would help. */
  next: NextCall
}

/** What a call comes to: a report, or a refusal that says what to call instead. */
export type Outcome<Report> = { ok: true; report: Report } | { ok: false; refusal: Refusal }

/** What a command makes of a state: the next state (the same object: nothing to write) and what there is to tell. */
export type Transition<Facts> = { state: GenerationState; facts: Facts } | { refusal: Refusal }

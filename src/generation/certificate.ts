import { GENERATION_STEPS, type GenerationState, type GenerationStep } from '../contract/index.ts'
import { type ArtifactCheck, look } from './artifacts.ts'

/** One artifact of the steps that a resume would skip: is it still what it was? */
export type CertificateLine = {
  key: string
  path: string
  /** The step that made it, where the file tells. */
  step?: number
  verdict: 'done' | 'suspect' | 'missing'
  reason: string
}

/** Which step makes what, for files that don't tell it. */
const MAKERS: { readonly [key: string]: number } = {
  blueprint_path: 1,
  constraints_list_path: 2,
  verified_plan_path: 3,
  draft_path: 4,
  validation_report_path: 6,
  final_scene_path: 7,
}

/**
 * Checks the artifacts of the steps before the resume point: each exists, is not empty, and has the hash that was
 * recorded when its step completed.
 *
 * @param root the project folder
 */
export function certify(root: string, state: GenerationState, point: GenerationStep): CertificateLine[] {
  return Object.entries(state.artifacts ?? {}).flatMap(([key, path]) => {
    if (typeof path !== 'string') return []
    const recorded = state.artifact_checks?.[key]
    const step = recorded?.path === path ? recorded.step : makerOf(state, key)
    const isBlueprint = key === 'blueprint_path'
    if (step !== undefined && step >= point.number && !isBlueprint) return []
    const since = isBlueprint ? 'the scene started' : 'its step completed'
    const judged = judge(look(root, key, path), recorded, since)
    return [
      {
        key,
        path,
        ...(step === undefined ? {} : { step }),
        ...(isBlueprint && judged.verdict === 'done' ? asBlueprint(judged, recorded?.step) : judged),
      },
    ]
  })
}

/** What the skipped steps made needs a look, as one warning each. */
export const certificateWarnings = (certificate: readonly CertificateLine[]): string[] =>
  certificate
    .filter(({ verdict }) => verdict !== 'done')
    .map(({ key, path, verdict, reason }) => `${key} is ${verdict}: ${path}: ${reason}`)

type Judgement = Pick<CertificateLine, 'verdict' | 'reason'>

/** All steps build on the blueprint: one that a later step recorded is not the one that the scene started with. */
function asBlueprint(judged: Judgement, step: number | undefined): Judgement {
  if (step === undefined || step === 1) return judged
  return { verdict: 'suspect', reason: `it was replaced in step ${step}, after the scene started` }
}

function makerOf(state: GenerationState, key: string): number | undefined {
  const named = GENERATION_STEPS.find((step) => Object.hasOwn(state.steps[step.key]?.artifacts ?? {}, key))
  return named?.number ?? (Object.hasOwn(MAKERS, key) ? MAKERS[key] : undefined)
}

type Recorded = { path: string; bytes?: number | undefined; sha256?: string | undefined }

function judge(found: ArtifactCheck | 'outside', recorded: Recorded | undefined, since: string): Judgement {
  if (found === 'outside') return { verdict: 'suspect', reason: 'its path leaves the project folder' }
  if (found.bytes === undefined) return { verdict: 'missing', reason: 'there is no such file' }
  if (found.bytes === 0) return { verdict: 'suspect', reason: 'the file is empty' }
  if (recorded === undefined || recorded.path !== found.path) {
    return { verdict: 'done', reason: 'exists; no hash was recorded to compare with' }
  }
  if (recorded.sha256 !== undefined && recorded.sha256 !== found.sha256) {
    return { verdict: 'suspect', reason: `it was changed after ${since}` }
  }
  if (recorded.bytes !== undefined && recorded.bytes !== found.bytes) {
    return { verdict: 'suspect', reason: `its size changed after ${since}` }
  }
  return {
    verdict: 'done',
    reason: recorded.sha256 === undefined ? 'exists' : `unchanged since ${since}`,
  }
}

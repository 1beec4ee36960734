import { GENERATION_STEPS, type GenerationState, type GenerationStep } from '../contract/index.ts'
import { StoryMonitorError } from '../errors.ts'
import { type ArtifactCheck, lookAt } from './artifacts.ts'

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
    return [
      {
        key,
        path,
        ...(step === undefined ? {} : { step }),
        ...judge(look(root, key, path), recorded, since),
      },
    ]
  })
}

function makerOf(state: GenerationState, key: string): number | undefined {
  const named = GENERATION_STEPS.find((step) => Object.hasOwn(state.steps[step.key]?.artifacts ?? {}, key))
  return named?.number ?? (Object.hasOwn(MAKERS, key) ? MAKERS[key] : undefined)
}

function look(root: string, key: string, path: string): ArtifactCheck | 'outside' {
  try {
    return lookAt(root, key, path)
  } catch (error) {
    if (error instanceof StoryMonitorError && error.code === 'OUTSIDE_FOLDER') return 'outside'
    throw error
  }
}

type Recorded = { path: string; bytes?: number | undefined; sha256?: string | undefined }

function judge(
  found: ArtifactCheck | 'outside',
  recorded: Recorded | undefined,
  since: string,
): Pick<CertificateLine, 'verdict' | 'reason'> {
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

/** Words of the scene workflow's state file, `generation-state-<scene_id>.json`. */
export const GENERATION_STEPS = [
  { number: 1, key: 'step_1_file_check', name: 'File System Check' },
  { number: 2, key: 'step_2_blueprint_validation', name: 'Blueprint Validation' },
  { number: 3, key: 'step_3_verification_plan', name: 'Verification Plan' },
  { number: 4, key: 'step_4_generation', name: 'Prose Generation' },
  { number: 5, key: 'step_5_fast_compliance', name: 'Fast Compliance Check' },
  { number: 6, key: 'step_6_full_validation', name: 'Full Validation' },
  { number: 7, key: 'step_7_final_output', name: 'Final Output' },
] as const
export type GenerationStep = (typeof GENERATION_STEPS)[number]

export const WORKFLOW_STATUSES = [
  'IN_PROGRESS',
  'WAITING_USER_APPROVAL',
  'COMPLETED',
  'FAILED',
  'CANCELLED',
] as const
export type WorkflowStatus = (typeof WORKFLOW_STATUSES)[number]

export const STEP_STATUSES = ['PENDING', 'IN_PROGRESS', 'COMPLETED', 'FAILED', 'SKIPPED'] as const
export type StepStatus = (typeof STEP_STATUSES)[number]

export const SEVERITIES = ['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const
export type Severity = (typeof SEVERITIES)[number]

/** ASCII digits and nothing else: the id becomes part of a file's name. */
export const SCENE_ID_PATTERN = /^[0-9]{4}$/

/** The version of the format that this package writes; a file with a higher one is read but not changed. */
export const GENERATION_FORMAT_VERSION = 1

/** How often a scene's prose is generated before the workflow is to fail. */
export const MAX_GENERATION_ATTEMPTS = 3

/** @example generationFileName('0204') // 'generation-state-0204.json' */
export const generationFileName = (sceneId: string): string => `generation-state-${sceneId}.json`

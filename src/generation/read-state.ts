import {
  GENERATION_STEPS,
  type GenerationState,
  isDictionary,
  SCENE_ID_PATTERN,
  SEVERITIES,
  STEP_STATUSES,
  WORKFLOW_STATUSES,
} from '../contract/index.ts'

/**
 * A hand-written check of the state file, more patient than its schema about times, and without the schema library,
 * which the package's root does not load. A test holds the two together.
 */

type Check = (value: unknown) => string | undefined

const must =
  (what: string, test: (value: unknown) => boolean): Check =>
  (value) =>
    test(value) ? undefined : `has to be ${what}, but is ${shown(value)}`

const isText = (value: unknown) => typeof value === 'string'
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)
const isWhole = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0

const text = must('a text', isText)
const number = must('a number', isNumber)
const count = must('a whole number of at least 0', isWhole)
const seconds = must('a number of seconds', (value) => isNumber(value) && value >= 0)
const object = must('an object', isDictionary)
const stepNumber = must(
  'a step from 1 to 7',
  (value) => isWhole(value) && Number(value) >= 1 && Number(value) <= 7,
)
const sceneId = must('four digits', (value) => typeof value === 'string' && SCENE_ID_PATTERN.test(value))
const oneOf = (words: readonly string[]): Check =>
  must(`one of ${words.join(', ')}`, (value) => typeof value === 'string' && words.includes(value))

/** Left out and null are the same: writers in other languages write null. */
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || value === null ? undefined : check(value)

/** Absent, but never null. */
const absentOr =
  (check: Check): Check =>
  (value) =>
    value === undefined ? undefined : check(value)

const shape = (checks: { readonly [key: string]: Check }): Check => {
  const entries = Object.entries(checks)
  return (value) => {
    if (!isDictionary(value)) return object(value)
    for (const [key, check] of entries) {
      const problem = check(Object.hasOwn(value, key) ? value[key] : undefined)
      if (problem !== undefined) return inside(key, problem)
    }
    return undefined
  }
}

const each =
  (check: Check): Check =>
  (value) => {
    const isList = Array.isArray(value)
    if (!isList && !isDictionary(value)) return object(value)
    for (const [key, item] of Object.entries(value)) {
      const problem = check(item)
      if (problem !== undefined) return inside(isList ? `[${key}]` : key, problem)
    }
    return undefined
  }

const list =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) ? each(check)(value) : `has to be a list, but is ${shown(value)}`

/** `steps` and `status has to be…` become `steps.status has to be…`; a problem of the value itself starts with a verb. */
const inside = (key: string, problem: string): string =>
  /^(has to be) /.test(problem)
    ? `${key} ${problem}`
    : `${key}${problem.startsWith('[') ? '' : '.'}${problem}`

const shown = (value: unknown): string => {
  if (value === undefined) return 'missing'
  if (Array.isArray(value)) return 'a list'
  if (isDictionary(value)) return 'an object'
  const word = JSON.stringify(value)
  return word.length > 60 ? `${word.slice(0, 60)}…` : word
}

const holder = shape({
  agent_name: absentOr(text),
  pid: absentOr(count),
  host: absentOr(text),
  process_started_at: absentOr(text),
  process_start_id: absentOr(text),
  since: absentOr(text),
})

const step = shape({
  status: oneOf(STEP_STATUSES),
  started_at: optional(text),
  completed_at: optional(text),
  duration_seconds: optional(seconds),
  agent_used: optional(text),
  phase_name: optional(text),
  artifacts: optional(object),
  metadata: optional(object),
  holder: optional(holder),
})

const state = shape({
  format_version: optional(count),
  scene_id: sceneId,
  session_id: optional(text),
  workflow_status: oneOf(WORKFLOW_STATUSES),
  current_step: optional(stepNumber),
  current_phase: optional(text),
  started_at: optional(text),
  updated_at: optional(text),
  initiated_by: optional(text),
  steps: shape(Object.fromEntries(GENERATION_STEPS.map(({ key }) => [key, absentOr(step)]))),
  generation_attempts: optional(
    shape({
      current_attempt: optional(count),
      max_attempts: optional(count),
      attempts_history: optional(
        list(
          shape({
            attempt: count,
            started_at: optional(text),
            completed_at: optional(text),
            status: optional(text),
            errors: optional(count),
          }),
        ),
      ),
    }),
  ),
  artifacts: optional(object),
  artifact_checks: optional(
    each(shape({ path: text, step: stepNumber, bytes: absentOr(count), sha256: absentOr(text) })),
  ),
  errors: optional(
    list(
      shape({
        step: optional(number),
        timestamp: optional(text),
        message: optional(text),
        attempt: optional(number),
        error_type: optional(text),
        severity: optional(oneOf(SEVERITIES)),
        retry_count: optional(count),
      }),
    ),
  ),
  user_questions: optional(
    list(shape({ question: optional(text), answer: optional(text), timestamp: optional(text) })),
  ),
  completion_metrics: optional(
    shape({
      final_scene_path: optional(text),
      validation_report_path: optional(text),
      word_count: optional(count),
      total_duration_seconds: optional(seconds),
      retry_count: optional(count),
    }),
  ),
  resume_history: optional(
    list(shape({ resumed_at: optional(text), from_status: optional(text), step: optional(number) })),
  ),
  failure_reason: optional(text),
  failed_step: optional(stepNumber),
  failed_at: optional(text),
  cancellation_reason: optional(text),
  cancelled_at: optional(text),
  completed_at: optional(text),
  metadata: optional(object),
})

/**
 * What is wrong with a value that should be a scene's state: the first thing, with its place.
 *
 * @example problemOf({ scene_id: '0204' }) // 'workflow_status has to be one of …, but is missing'
 */
export function problemOf(value: unknown): string | undefined {
  const problem = state(value)
  return problem !== undefined && /^has to be /.test(problem) ? `The state ${problem}` : problem
}

export const isGenerationState = (value: unknown): value is GenerationState => problemOf(value) === undefined

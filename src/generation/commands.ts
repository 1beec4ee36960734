import type { Severity } from '../contract/index.ts'
import { StoryMonitorError } from '../errors.ts'
import {
  checkCount,
  checkDictionary,
  checkKey,
  checkName,
  checkSeconds,
  checkSeverity,
  checkText,
  checkTime,
  MAX_PATH_CHARACTERS,
  stepNumbered,
} from './arguments.ts'
import { type ArtifactCheck, lookAt } from './artifacts.ts'
import type {
  CompleteCommand,
  CompleteStepCommand,
  CompletionMetrics,
  FailCommand,
  QuestionCommand,
  RecordErrorCommand,
  StartCommand,
  StartStepCommand,
} from './transitions/index.ts'

/** What a caller passes in, checked and made into the commands of the transitions. */

type Json = { readonly [key: string]: unknown }

export type StartOptions = { blueprintPath: string; initiatedBy?: string; metadata?: Json }
/** The name under which the step was started: an agent whose process was started anew is known by it. */
type ByAgent = { agentName?: string }
export type StartStepOptions = ByAgent & { phaseName: string }
export type CompleteStepOptions = ByAgent & {
  durationSeconds: number
  artifacts?: { readonly [key: string]: string }
  metadata?: Json
}
export type RecordErrorOptions = ByAgent & {
  errorType: string
  errorMessage: string
  severity: Severity
  retryCount?: number
}
export type FailOptions = ByAgent & { failureReason: string; finalErrors?: readonly Json[] }
export type CompleteOptions = Omit<CompletionMetrics, 'retryCount'> & { retryCount?: number }
export type QuestionOptions = { question: string; answer: string; timestamp?: string }

const metadataOf = ({ metadata }: { metadata?: Json }) =>
  metadata === undefined ? {} : { metadata: checkDictionary('metadata', metadata) }

const agentOf = ({ agentName }: ByAgent) =>
  agentName === undefined ? {} : { agentName: checkName('agent_name', agentName) }

const artifact = (root: string, name: string, path: string): ArtifactCheck =>
  lookAt(root, name, checkText(name, path, MAX_PATH_CHARACTERS))

export function startCommand(
  root: string,
  sceneId: string,
  options: StartOptions,
): { command: StartCommand; blueprintFound: boolean } {
  const blueprint = artifact(root, 'blueprint_path', options.blueprintPath)
  const command = {
    sceneId,
    blueprint,
    initiatedBy: checkName('initiated_by', options.initiatedBy ?? 'generation-coordinator'),
    ...metadataOf(options),
  }
  return { command, blueprintFound: blueprint.bytes !== undefined }
}

export function startStepCommand(number: number, options: StartStepOptions): StartStepCommand {
  return {
    step: stepNumbered(number),
    phaseName: checkName('phase_name', options.phaseName),
    ...agentOf(options),
  }
}

export function completeStepCommand(
  root: string,
  number: number,
  options: CompleteStepOptions,
): CompleteStepCommand {
  const artifacts = Object.entries(options.artifacts ?? {}).map(([key, path]) => [
    checkKey('the name of an artifact', key),
    artifact(root, `artifacts.${key}`, path),
  ])
  return {
    step: stepNumbered(number),
    durationSeconds: checkSeconds('duration_seconds', options.durationSeconds),
    artifacts: Object.fromEntries(artifacts),
    ...checkedGate(metadataOf(options)),
    ...agentOf(options),
  }
}

/** A gate that was meant must not be missed because somebody wrote "true". */
function checkedGate(given: ReturnType<typeof metadataOf>): ReturnType<typeof metadataOf> {
  const asked = given.metadata?.['requires_approval']
  if (asked === undefined || typeof asked === 'boolean') return given
  throw new StoryMonitorError(
    'INVALID_ARGUMENT',
    `Expected metadata.requires_approval to be true or false, without quotes, got ${JSON.stringify(asked).slice(0, 60)}.`,
  )
}

export function recordErrorCommand(number: number, options: RecordErrorOptions): RecordErrorCommand {
  const { retryCount } = options
  return {
    step: stepNumbered(number),
    errorType: checkName('error_type', options.errorType),
    errorMessage: checkText('error_message', options.errorMessage),
    severity: checkSeverity(options.severity),
    ...(retryCount === undefined ? {} : { retryCount: checkCount('retry_count', retryCount) }),
    ...agentOf(options),
  }
}

export const failCommand = (number: number, options: FailOptions): FailCommand => ({
  step: stepNumbered(number),
  failureReason: checkText('failure_reason', options.failureReason),
  finalErrors: (options.finalErrors ?? []).map((error) => checkDictionary('final_errors', error)),
  ...agentOf(options),
})

export const completeCommand = (root: string, options: CompleteOptions): CompleteCommand => ({
  artifacts: {
    final_scene_path: artifact(root, 'final_scene_path', options.finalScenePath),
    validation_report_path: artifact(root, 'validation_report_path', options.validationReportPath),
  },
  wordCount: checkCount('word_count', options.wordCount),
  totalDurationSeconds: checkSeconds('total_duration_seconds', options.totalDurationSeconds),
  ...(options.retryCount === undefined ? {} : { retryCount: checkCount('retry_count', options.retryCount) }),
})

export function questionCommand({ question, answer, timestamp }: QuestionOptions): QuestionCommand {
  return {
    question: checkText('question', question),
    answer: checkText('answer', answer),
    ...(timestamp === undefined ? {} : { timestamp: checkTime('timestamp', timestamp) }),
  }
}

import type {
  CancelledReport,
  CompletedReport,
  ErrorReport,
  FailedReport,
  QuestionReport,
  StartedReport,
  StepCompletedReport,
  StepStartedReport,
} from '../reports.ts'
import { bullets, code, holderText, inline, seconds, stepLine, stepTitle } from './text.ts'
import { sceneNext, type Voice } from './voice.ts'

/** What the changing calls did, each as the lines of its Markdown. */

export function renderStarted(
  { scene, created, blueprintFound, differences }: StartedReport,
  voice: Voice,
): string[] {
  const facts = bullets([
    `Session ID: ${code(scene.sessionId ?? 'none')}`,
    `Status: **${scene.workflowStatus}**`,
    `State file: ${code(scene.stateFile)}`,
  ])
  const title = created
    ? `# 🚀 Generation started: scene ${scene.sceneId}`
    : `# ⚠️ Scene ${scene.sceneId} has a state file already; nothing was changed`
  const warnings = [
    ...differences.map((each) => `⚠️ ${inline(each)}`),
    ...(blueprintFound ? [] : ['⚠️ The blueprint is not there yet; step 1 checks for it.']),
  ]
  return [title, '', ...facts, ...(warnings.length > 0 ? ['', ...warnings] : []), '', sceneNext(scene, voice)]
}

const HOW = {
  started: '⏱️ Started',
  already_running: '⏱️ Already in progress, timestamp updated',
  retried: '🔁 Started again',
  taken_over: '⏱️ Taken over from a dead holder',
  rejoined: '⏱️ Taken up again by the same agent in a new process',
  resumed: '▶️ Resumed',
} as const

const warningLines = (warnings: readonly string[]): string[] =>
  warnings.length === 0
    ? []
    : [
        '',
        '## Warnings',
        ...bullets(warnings.map((each) => `⚠️ ${inline(each)}`)),
        '',
        'Look at these before you build on them; cancel_generation stops the scene.',
      ]

export function renderStepStarted(report: StepStartedReport, voice: Voice): string[] {
  const { scene, step, how, takenFrom, attempts, warnings } = report
  return [
    `# ${HOW[how]}: scene ${scene.sceneId}, ${stepTitle(step)}`,
    '',
    ...bullets([
      `Status: **${step.status}**`,
      ...(step.agent === undefined ? [] : [`Agent: ${inline(step.agent)}`]),
      ...(step.startedAt === undefined ? [] : [`Started at: ${step.startedAt}`]),
      ...(attempts === undefined ? [] : [`Attempt: ${attempts.current}/${attempts.max}`]),
      ...(takenFrom === undefined ? [] : [`Was held by ${holderText(takenFrom)}`]),
    ]),
    ...warningLines(warnings),
    '',
    sceneNext(scene, voice),
  ]
}

const missingLines = (paths: readonly string[]): string[] =>
  paths.length === 0 ? [] : ['', `⚠️ Not there (no hash was recorded): ${paths.map(code).join(', ')}`]

export function renderStepCompleted(report: StepCompletedReport, voice: Voice): string[] {
  const { scene, step, already, awaitsApproval, missingArtifacts } = report
  const title = already
    ? `# ℹ️ Scene ${scene.sceneId}: ${stepTitle(step)} was completed already; nothing was changed`
    : `# ✅ Completed: scene ${scene.sceneId}, ${stepTitle(step)}`
  return [
    title,
    '',
    ...bullets([
      `Duration: ${seconds(step.durationSeconds)}`,
      `Progress: ${scene.completedSteps.length}/7 steps completed`,
      `Status: **${scene.workflowStatus}**`,
    ]),
    ...(already ? [] : missingLines(missingArtifacts)),
    ...(awaitsApproval ? ['', '✋ The plan waits for approval.'] : []),
    '',
    sceneNext(scene, voice),
  ]
}

export function renderError({ scene, step, error, errorCount, next }: ErrorReport, voice: Voice): string[] {
  return [
    `# ⚠️ Error recorded: scene ${scene.sceneId}, ${stepTitle(step)}`,
    '',
    ...bullets([
      `Type: ${inline(error.error_type ?? 'unknown')}`,
      `Severity: **${error.severity ?? 'unknown'}**`,
      `Message: ${inline(error.message ?? '')}`,
      `Errors so far: ${errorCount}`,
      `Status: **${scene.workflowStatus}** (unchanged)`,
    ]),
    '',
    `💡 Next: ${next.map(voice.call).join(', or ')}`,
  ]
}

export function renderFailed(
  { scene, step, failureReason, already, errorCount }: FailedReport,
  voice: Voice,
): string[] {
  const title = already
    ? `# ❌ Scene ${scene.sceneId} had failed already; the reason is updated`
    : `# ❌ Generation failed: scene ${scene.sceneId}`
  return [
    title,
    '',
    ...bullets([
      `Failed at: ${stepTitle(step)}`,
      `Reason: ${inline(failureReason)}`,
      `Errors recorded: ${errorCount}`,
      `Completed steps: ${scene.completedSteps.join(', ') || 'none'} (preserved)`,
      `State file: ${code(scene.stateFile)}`,
    ]),
    '',
    sceneNext(scene, voice),
  ]
}

export function renderCompleted(
  { scene, already, metrics, missingArtifacts }: CompletedReport,
  voice: Voice,
): string[] {
  const title = already
    ? `# ✅ Scene ${scene.sceneId} was completed already; nothing was changed`
    : `# ✅ Generation completed: scene ${scene.sceneId}`
  const whole = missingArtifacts.length === 0 || already
  return [
    whole ? title : `# ⚠️ Scene ${scene.sceneId} is marked as completed, but not all of its files are there`,
    ...(already ? [] : missingLines(missingArtifacts)),
    '',
    ...bullets([
      `Final scene: ${code(metrics.finalScenePath ?? 'not recorded')}`,
      `Validation report: ${code(metrics.validationReportPath ?? 'not recorded')}`,
      `Words: ${metrics.wordCount ?? '–'}`,
      `Total duration: ${seconds(metrics.totalDurationSeconds)}`,
      `Retries: ${metrics.retryCount ?? '–'}`,
    ]),
    '',
    sceneNext(scene, voice),
  ]
}

export function renderQuestion(report: QuestionReport, voice: Voice): string[] {
  const { scene, question, answer, timestamp, questionCount, answered } = report
  return [
    `# 💬 Question logged: scene ${scene.sceneId}`,
    '',
    ...bullets([
      `Question: ${inline(question)}`,
      `Answer: ${inline(answer)}`,
      `At: ${timestamp}`,
      `Questions so far: ${questionCount}`,
    ]),
    ...(answered ? ['', '▶️ The workflow waited for this and is in progress again.'] : []),
    '',
    sceneNext(scene, voice),
  ]
}

export function renderCancelled(
  { scene, already, reason, stopped, steps }: CancelledReport,
  voice: Voice,
): string[] {
  const title = already
    ? `# ℹ️ Scene ${scene.sceneId} was cancelled already; nothing was changed`
    : `# 🛑 Generation cancelled: scene ${scene.sceneId}`
  return [
    title,
    '',
    ...bullets([
      ...(reason === undefined ? [] : [`Reason: ${inline(reason)}`]),
      ...(stopped === undefined
        ? []
        : [`⚠️ This stops ${holderText(stopped)}: it can't complete its step any more`]),
      `State file: ${code(scene.stateFile)} (kept for a later resume)`,
    ]),
    '',
    '## Completed steps (preserved)',
    ...(steps.length === 0 ? ['none'] : bullets(steps.map(stepLine))),
    '',
    sceneNext(scene, voice),
  ]
}

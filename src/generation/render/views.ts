import { listOf, ownValue, textOf } from '../../contract/index.ts'
import type { ListReport, ResumePlan, SceneReport, StatusReport } from '../reports.ts'
import { bullets, cell, code, holderText, inline, seconds, stepLine, stepTitle } from './text.ts'
import { nextLine, sceneNext, type Voice } from './voice.ts'

/** What the reading calls found, each as the lines of its Markdown. */

const STATUS_MARKS = {
  IN_PROGRESS: '⏳',
  WAITING_USER_APPROVAL: '✋',
  COMPLETED: '✅',
  FAILED: '❌',
  CANCELLED: '🛑',
} as const

const newerWords = (format: number): string =>
  `Written by a newer story-monitor (format ${format}): this version shows it and changes nothing`

const sceneLines = (scene: SceneReport): string[] =>
  bullets([
    `Status: ${STATUS_MARKS[scene.workflowStatus]} **${scene.workflowStatus}**`,
    `Current step: ${scene.currentStep}/7 – ${inline(scene.currentPhase)}`,
    `Progress: ${scene.completedSteps.length}/7 steps completed`,
    `Time elapsed: ${seconds(scene.elapsedSeconds)}`,
    ...(scene.startedAt === undefined ? [] : [`Started at: ${inline(scene.startedAt)}`]),
    ...(scene.sessionId === undefined ? [] : [`Session ID: ${code(scene.sessionId)}`]),
    `State file: ${code(scene.stateFile)}`,
    ...(scene.newerFormat === undefined ? [] : [`⚠️ ${newerWords(scene.newerFormat)}`]),
  ])

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ['', `## ${title}`, ...bullets(lines)]

export function renderStatus(report: StatusReport, voice: Voice): string[] {
  const { scene, detailed, steps, holder, attempts, errors, questions, metrics } = report
  const artifacts = Object.entries(report.artifacts).map(([key, path]) => `${inline(key)}: ${code(path)}`)
  return [
    `# 📊 Scene ${scene.sceneId}`,
    '',
    ...sceneLines(scene),
    ...(attempts.current > 1 ? bullets([`Generation attempt: ${attempts.current}/${attempts.max}`]) : []),
    ...(holder === undefined ? [] : bullets([`Running step held by ${holderText(holder)}`])),
    ...(report.failureReason === undefined ? [] : bullets([`Failure: ${inline(report.failureReason)}`])),
    ...(report.cancellationReason === undefined
      ? []
      : bullets([`Cancelled: ${inline(report.cancellationReason)}`])),
    ...(detailed ? section('Steps', steps.map(stepLine)) : []),
    ...(detailed ? section('Attempts', report.attemptsHistory.map(attemptLine)) : []),
    ...(detailed ? section('Taken up again', report.resumeHistory.map(resumeLine)) : []),
    ...section('Artifacts', artifacts),
    ...section('Errors', errors.map(errorLine)),
    ...(detailed
      ? section(
          'Questions',
          questions.map(({ question = '', answer = '' }) => `${inline(question)} → ${inline(answer)}`),
        )
      : []),
    ...(metrics?.wordCount === undefined ? [] : section('Result', [`Words: ${metrics.wordCount}`])),
    '',
    sceneNext(scene, voice),
  ]
}

const attemptLine = (entry: StatusReport['attemptsHistory'][number]): string => {
  const { attempt, status, started_at, completed_at, errors } = entry
  const until = completed_at == null ? '' : ` to ${completed_at}`
  const trouble = errors == null ? '' : `, errors: ${errors}`
  return inline(
    `attempt ${attempt}: ${status ?? 'not told'}, ${started_at ?? 'not told when'}${until}${trouble}`,
  )
}

const resumeLine = (entry: StatusReport['resumeHistory'][number]): string => {
  const text = (key: string) => textOf(ownValue(entry, key))
  const warnings = listOf(ownValue(entry, 'warnings')).map(String)
  const reason = text('reason')
  return inline(
    [
      `${text('resumed_at') ?? 'not told when'}: step ${ownValue(entry, 'step') ?? '–'}, was ${text('from_status') ?? 'not told'}`,
      ...(reason === undefined ? [] : [`because: ${reason}`]),
      ...warnings.map((warning) => `in spite of: ${warning}`),
    ].join('; '),
  )
}

const errorLine = ({
  step,
  severity,
  error_type,
  message,
  attempt,
  timestamp,
}: StatusReport['errors'][number]) =>
  inline(
    [
      step == null ? undefined : `step ${step}`,
      attempt == null ? undefined : `attempt ${attempt}`,
      severity,
      error_type,
      timestamp,
    ]
      .filter((word) => typeof word === 'string')
      .join(', ')
      .concat(`: ${message ?? 'no message'}`),
  )

const VERDICTS = { done: '✅ done', suspect: '⚠️ suspect', missing: '❌ missing' } as const

export function renderPlan(plan: ResumePlan, voice: Voice): string[] {
  const { scene, resumeStep, skipped, savedSeconds, certificate, warnings, ready, next } = plan
  const goOn = ready
    ? nextLine(next, voice)
    : `💡 Next: look at the warnings, then ${voice.audience === 'agent' ? 'call ' : ''}${voice.call(next)}`
  return [
    `# 🔄 Resume plan: scene ${scene.sceneId}`,
    '',
    ...sceneLines(scene),
    '',
    `**Resume point:** ${stepTitle(resumeStep)}`,
    `**Time saved by resuming:** ${seconds(savedSeconds)}`,
    ...section('Completed steps (will be skipped)', skipped.map(stepLine)),
    ...section(
      'Artifacts of these steps',
      certificate.map(
        ({ key, path, verdict, reason }) => `${VERDICTS[verdict]}: ${inline(key)} ${code(path)} – ${reason}`,
      ),
    ),
    ...section(ready ? 'Warnings (forced)' : 'Warnings', warnings.map(inline)),
    '',
    goOn,
  ]
}

/** A mistyped folder must not pass for an empty one. */
export const noScenes = ({ workspace, workspaceExists }: ListReport): string =>
  workspaceExists
    ? 'No scenes found.'
    : `No scenes found. There is no folder ${inline(workspace)} yet: the first scene makes it.`

export function renderList(report: ListReport): string[] {
  const { filter, total, scenes, corrupted } = report
  const which = filter === 'all' ? '' : ` (${filter})`
  const rows = scenes.map((row) =>
    [
      row.sceneId,
      `${STATUS_MARKS[row.status]} ${row.status}${row.newerFormat === undefined ? '' : ` (format ${row.newerFormat}, newer: read only)`}`,
      `${row.currentStep}/7 ${cell(row.currentPhase)}`,
      cell(row.startedAt ?? '–'),
      seconds(row.durationSeconds),
      row.actions.map((tool) => `\`${tool}\``).join(' '),
    ].join(' | '),
  )
  const table =
    rows.length === 0
      ? [noScenes(report)]
      : [
          '| Scene | Status | Step | Started | Duration | Actions |',
          '| --- | --- | --- | --- | ---: | --- |',
          ...rows.map((row) => `| ${row} |`),
        ]
  const broken = corrupted.map(({ file, problem }) => `❌ ${code(file)}: ${inline(problem)}`)
  const shown = scenes.length < total ? `, the first ${scenes.length} shown` : ''
  return [`# 📋 Scene generations${which}: ${total}${shown}`, '', ...table, ...section('Corrupted', broken)]
}

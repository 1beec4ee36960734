import type { Refusal } from '../refusal.ts'
import type { Report } from '../reports.ts'
import {
  renderCancelled,
  renderCompleted,
  renderError as renderErrorReport,
  renderFailed,
  renderQuestion,
  renderStarted,
  renderStepCompleted,
  renderStepStarted,
} from './changes.ts'
import { bullets, inline } from './text.ts'
import { renderList, renderPlan, renderStatus } from './views.ts'
import { agentVoice, type Voice } from './voice.ts'

export { noScenes } from './views.ts'
export { agentVoice, type Voice } from './voice.ts'

/**
 * The Markdown of a report.
 *
 * @param voice who reads it; default: an agent, who is told calls
 */
export const renderReport = (report: Report, voice: Voice = agentVoice): string =>
  `${linesOf(report, voice).join('\n')}\n`

function linesOf(report: Report, voice: Voice): string[] {
  switch (report.kind) {
    case 'generation_started':
      return renderStarted(report, voice)
    case 'step_started':
      return renderStepStarted(report, voice)
    case 'step_completed':
      return renderStepCompleted(report, voice)
    case 'error_recorded':
      return renderErrorReport(report, voice)
    case 'generation_failed':
      return renderFailed(report, voice)
    case 'generation_completed':
      return renderCompleted(report, voice)
    case 'question_logged':
      return renderQuestion(report, voice)
    case 'generation_cancelled':
      return renderCancelled(report, voice)
    case 'generation_status':
      return renderStatus(report, voice)
    case 'resume_plan':
      return renderPlan(report, voice)
    case 'generation_list':
      return renderList(report)
  }
}

/** The Markdown of a refusal: what is wrong, more about it, what to do next. */
export function renderRefusal(
  { message, details, advice, next }: Refusal,
  voice: Voice = agentVoice,
): string {
  const call = voice.audience === 'agent' ? `Call ${voice.call(next)}` : voice.call(next)
  return [
    `❌ ERROR: ${inline(message)}`,
    ...(details.length === 0 ? [] : ['', ...details.map(voice.words).map(detail)]),
    '',
    '💡 Next steps:',
    ...bullets([...advice.map(voice.words), call]).map((line) => `  ${line}`),
    '',
  ].join('\n')
}

/** The Markdown of an error that has no state to it: a wrong argument, a full disk. */
export const renderError = (message: string, advice: readonly string[] = []): string =>
  [
    `❌ ERROR: ${inline(message)}`,
    ...(advice.length === 0
      ? []
      : ['', '💡 Next steps:', ...bullets(advice.map(inline)).map((line) => `  ${line}`)]),
    '',
  ].join('\n')

/** A numbered list keeps its indent. */
const detail = (line: string): string => `${/^ */.exec(line)?.[0] ?? ''}${inline(line)}`

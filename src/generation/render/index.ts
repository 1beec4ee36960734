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
import { bullets, callText, inline } from './text.ts'
import { renderList, renderPlan, renderStatus } from './views.ts'

export { noScenes } from './views.ts'

/** The Markdown of a report, the same for agents and people. */
export const renderReport = (report: Report): string => `${linesOf(report).join('\n')}\n`

function linesOf(report: Report): string[] {
  switch (report.kind) {
    case 'generation_started':
      return renderStarted(report)
    case 'step_started':
      return renderStepStarted(report)
    case 'step_completed':
      return renderStepCompleted(report)
    case 'error_recorded':
      return renderErrorReport(report)
    case 'generation_failed':
      return renderFailed(report)
    case 'generation_completed':
      return renderCompleted(report)
    case 'question_logged':
      return renderQuestion(report)
    case 'generation_cancelled':
      return renderCancelled(report)
    case 'generation_status':
      return renderStatus(report)
    case 'resume_plan':
      return renderPlan(report)
    case 'generation_list':
      return renderList(report)
  }
}

/** The Markdown of a refusal: what is wrong, more about it, what to do next. */
export function renderRefusal({ message, details, advice, next }: Refusal): string {
  return [
    `❌ ERROR: ${inline(message)}`,
    ...(details.length === 0 ? [] : ['', ...details.map(detail)]),
    '',
    '💡 Next steps:',
    ...bullets([...advice, `Call ${callText(next)}`]).map((line) => `  ${line}`),
    '',
  ].join('\n')
}

/** The Markdown of an error that has no state to it: a wrong argument, a full disk. */
export const renderError = (message: string): string => `❌ ERROR: ${inline(message)}\n`

/** A numbered list keeps its indent. */
const detail = (line: string): string => `${/^ */.exec(line)?.[0] ?? ''}${inline(line)}`

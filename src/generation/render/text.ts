import { durationInWords } from '../../contract/index.ts'
import type { HolderReport } from '../holder.ts'
import type { NextCall } from '../next-call.ts'
import { UPDATE } from '../refusals.ts'
import type { SceneReport, StepReport } from '../reports.ts'

/** Words from files and language models are text: one line, without control characters, and never HTML. */
export const inline = (text: string): string =>
  text
    .replaceAll(/[\s\u2028\u2029]+/g, ' ')
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, '')
    .replaceAll('<', '\\<')
    .trim()

/** A path or a name, set as code. */
export const code = (text: string): string =>
  `\`${inline(text).replaceAll('\\<', '<').replaceAll('`', "'")}\``

export const cell = (text: string): string => inline(text).replaceAll('|', '\\|')

export const seconds = (value: number | undefined): string => {
  if (value === undefined) return '–'
  if (value < 60) return `${Math.round(value * 10) / 10} s`
  const rest = Math.floor(value % 60)
  return value < 3600 && rest > 0 ? `${durationInWords(value)} ${rest} s` : durationInWords(value)
}

export const bullets = (lines: readonly string[]): string[] => lines.map((line) => `- ${line}`)

export const stepTitle = ({ number, name }: { number: number; name: string }): string =>
  `Step ${number}/7 – ${name}`

/** @example callText({ tool: 'start_step', arguments: { scene_id: '0204' }, fill: [] }) // 'start_step(scene_id="0204")' */
export function callText({ tool, arguments: known, fill }: NextCall): string {
  const args = [
    ...Object.entries(known).map(([name, value]) => `${name}=${JSON.stringify(value)}`),
    ...fill.map((name) => `${name}=…`),
  ]
  return `\`${tool}(${args.join(', ')})\``
}

export const nextLine = (next: NextCall): string => `💡 Next: ${callText(next)}`

/** What comes next for a scene, with what has to happen before the call. */
export function sceneNext({ workflowStatus, newerFormat, next }: SceneReport): string {
  const call = callText(next)
  if (newerFormat !== undefined) return `💡 Next: ${UPDATE.toLowerCase()}; ${call} shows the other scenes`
  if (workflowStatus === 'COMPLETED') return `💡 Next: nothing, the scene is done; ${call} shows the others`
  if (next.tool === 'log_question_answer') return `💡 Next: ask the user, then ${call}`
  if (next.tool === 'get_generation_status') return `💡 Next: wait for the holder of the step, then ${call}`
  return nextLine(next)
}

const PRESENCE = { present: 'alive', gone: 'dead', unknown: 'not known to be alive' } as const

export const holderText = ({ agentName, pid, host, since, presence }: HolderReport): string =>
  inline(
    `${agentName ?? 'an unnamed agent'}${pid === undefined ? '' : ` (process ${pid}${host === undefined ? '' : ` on ${host}`})`}${since === undefined ? '' : ` since ${since}`}, ${PRESENCE[presence]}`,
  )

const STEP_MARKS = { COMPLETED: '✅', IN_PROGRESS: '⏳', FAILED: '❌', SKIPPED: '⏭️', PENDING: '⬜' } as const

export function stepLine(step: StepReport): string {
  const agent = step.agent === undefined ? '' : ` – ${inline(step.agent)}`
  const took = step.durationSeconds === undefined ? '' : ` (${seconds(step.durationSeconds)})`
  const held = step.holder === undefined ? '' : ` – held by ${holderText(step.holder)}`
  return `${STEP_MARKS[step.status]} ${step.number}. ${step.name}: ${step.status}${took}${agent}${held}`
}

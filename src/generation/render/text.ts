import { stripVTControlCharacters } from 'node:util'
import { durationInWords } from '../../contract/index.ts'
import type { HolderReport } from '../holder.ts'
import type { StepReport } from '../reports.ts'

/** Words from files and language models are text: one line, without escape sequences or control characters, and never HTML. */
export const inline = (text: string): string =>
  stripVTControlCharacters(text)
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

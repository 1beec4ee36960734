import type { Outcome, Refusal } from './refusal.ts'
import type { Report } from './reports.ts'

/** Their keys come from files and callers, or are parameters of a tool: they stay as they are. */
const VERBATIM = new Set(['artifacts', 'errors', 'error', 'arguments', 'attemptsHistory', 'resumeHistory'])

/** A report or refusal as JSON has it, with snake_case keys like the files. */
export function reportAsJson(report: Report | Refusal): { [key: string]: unknown } {
  return Object.fromEntries(Object.entries(report).map(([key, value]) => [snake(key), converted(key, value)]))
}

/** What a call came to, as one object. */
export const outcomeAsJson = (outcome: Outcome<Report>): { [key: string]: unknown } => ({
  ok: outcome.ok,
  ...reportAsJson(outcome.ok ? outcome.report : outcome.refusal),
})

function converted(key: string, value: unknown): unknown {
  if (VERBATIM.has(key) || typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => converted('', item))
  return Object.fromEntries(
    Object.entries(value).map(([inner, item]) => [snake(inner), converted(inner, item)]),
  )
}

const snake = (key: string): string => key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

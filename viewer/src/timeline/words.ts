import { clockTime, exactly } from '../judge/words.ts'
import { MARK_WORDS } from '../tasks/StateMark.tsx'
import type { Bar } from './bars.ts'
import type { Row } from './chart.ts'

const ERROR_LENGTH = 160

/** The exact figures of a bar in words. */
export function barInWords(bar: Bar, row: Row): string {
  const isTask = bar.lane !== undefined
  const name = isTask ? `${bar.name} (${row.label})` : row.label
  const parts = [
    bar.attempt === undefined ? name : `${name}, attempt ${bar.attempt}`,
    timesOf(bar),
    exactly(bar.to - bar.from),
    MARK_WORDS[bar.mark].toLowerCase(),
  ]
  const waited = bar.from - (bar.waitedFrom ?? (isTask ? stepBegan(bar, row) : undefined) ?? bar.from)
  if (waited >= 100) parts.push(`waited ${exactly(waited)}`)
  if (bar.error !== undefined && bar.mark === 'failed') parts.push(bar.error.slice(0, ERROR_LENGTH))
  return parts.join(' · ')
}

function timesOf({ from, to, mark }: Bar): string {
  const [began, ended] = [clockTime(from), clockTime(to)]
  if (mark === 'active') return `since ${began}`
  return began === ended ? `at ${began}` : `${began} to ${ended}`
}

/** When the attempt of the step began in which a task ran. */
const stepBegan = (task: Bar, { earlier, own }: Row): number | undefined =>
  [...earlier, ...(own ? [own] : [])].findLast((bar) => bar.from <= task.from)?.from

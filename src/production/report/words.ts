import { type CriterionView, durationInWords } from '../../contract/index.ts'
import type { ReportData } from './data.ts'

/** The same words for the report as Markdown and as a page. */

export const secondsInWords = (seconds: number | undefined): string => {
  if (seconds === undefined) return 'unknown'
  return seconds < 60 ? `${Math.round(seconds * 10) / 10} s` : durationInWords(seconds)
}

/** @example timeInWords('2026-03-01T08:05:00.000Z') // '1 Mar 2026, 08:05 UTC' */
export function timeInWords(at: string): string {
  const time = new Date(at)
  if (Number.isNaN(time.getTime())) return at
  const words = time.toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' })
  return `${words} UTC`
}

export const percentInWords = (share: number | undefined): string =>
  share === undefined ? 'not measured' : `${(share * 100).toFixed(1)}%`

export function valueInWords({ value, target }: CriterionView): string {
  if (value === undefined) return 'not measured'
  return target.endsWith('%') ? percentInWords(value) : String(Math.round(value * 100) / 100)
}

export function gateInWords({ gate, criteria }: ReportData): string {
  if (criteria.length === 0) return 'No criteria were set.'
  const rest = [
    gate.undocumented.length === 0
      ? ''
      : ` Exceptions to document: ${gate.undocumented.join(', ')} (story-monitor production except).`,
    gate.exceptions.length === 0
      ? ''
      : ` Documented exceptions: ${gate.exceptions.map(({ criterion }) => criterion).join(', ')}.`,
    gate.noted.length === 0 ? '' : ` Missed, but only nice to have: ${gate.noted.join(', ')}.`,
  ].join('')
  if (gate.state === 'failed') {
    const missed = gate.missed.map((name) => withoutValue(name, criteria))
    return `Gate not passed. Missed: ${missed.join(', ')}.${rest}`
  }
  if (gate.state === 'passed') return `Gate passed.${rest}`
  return gate.undocumented.length > 0
    ? `The gate is open.${rest}`
    : `The run is not through, so the gate is open.${rest}`
}

/** A target may be missed only because no segment told its metric: then that is what to mend. */
function withoutValue(name: string, criteria: readonly CriterionView[]): string {
  const criterion = criteria.find((one) => one.name === name)
  return criterion?.value === undefined ? `${name} (no segment told its metric)` : name
}

/** Rows of a table: what was missed, why that is accepted, who decided it and when. */
export const exceptionRows = ({ gate }: ReportData): string[][] =>
  gate.exceptions.map(({ criterion, reason, by, at }) => [criterion, reason, by, timeInWords(at)])

/** Rows of a table: in which segment an attempt failed, why, and what came of it. */
export const failureRows = (data: ReportData): string[][] =>
  data.last_errors.map(({ id, error, outcome, at }) => [id, error, outcome, timeInWords(at)])

/** The figures at the head of a report, as pairs of label and value. */
export function headlines(data: ReportData): [label: string, value: string][] {
  const { segments, timing, failures, quality } = data
  return [
    ['Status', `${data.status} (${data.status_reason})`],
    [
      'Segments',
      `${segments.completed} of ${segments.total ?? 'unknown'} completed, ${segments.failed} given up, ${segments.skipped} left out on purpose`,
    ],
    ...earlierRow(segments.earlier),
    ['Running time', secondsInWords(timing.elapsedSeconds)],
    [
      'Per segment',
      `${secondsInWords(timing.averageSeconds)} on average, 95% within ${secondsInWords(timing.p95Seconds)}`,
    ],
    ['Trend', `${timing.trend.replace('_', ' ')} (${timing.trendPercent ?? 0}%)`],
    ['Failed attempts', `${failures.total}, tried again ${failures.retries} times`],
    ['Validation pass rate', percentInWords(quality.validationPassRate)],
    [
      'Critical violations',
      quality.criticalViolations === undefined ? 'not measured' : String(quality.criticalViolations),
    ],
    ['Repetition flags', percentInWords(quality.repetitionRate)],
    ['Story arcs resolved', percentInWords(quality.arcsResolvedRate)],
  ]
}

const earlierRow = (count = 0): [label: string, value: string][] =>
  count === 0 ? [] : [['Segments of earlier lists', `${count}, not counted`]]

import type { ReportData } from './data.ts'
import {
  exceptionRows,
  failureRows,
  gateInWords,
  headlines,
  secondsInWords,
  timeInWords,
  valueInWords,
} from './words.ts'

/** The report as Markdown. Texts of the run stay texts: what Markdown or HTML would read is escaped. */
export function reportMarkdown(data: ReportData): string {
  return [
    `# Production report ${plain(data.run_id)}`,
    `Generated ${timeInWords(data.generated_at)}. ${plain(gateInWords(data))}`,
    table(['', ''], headlines(data)),
    ...section(
      'Criteria',
      ['Criterion', 'Tier', 'Target', 'Abort if', 'Value', 'State'],
      data.criteria.map((criterion) => [
        criterion.name,
        criterion.tier,
        criterion.target,
        criterion.abortIf ?? '',
        valueInWords(criterion),
        criterion.state,
      ]),
    ),
    ...section('Documented exceptions', ['Criterion', 'Why', 'Who', 'When'], exceptionRows(data)),
    ...section(
      'Failures that look alike',
      ['Failure', 'Times', 'Last segment'],
      data.clusters.map(({ example, count, lastSegment }) => [example, String(count), lastSegment]),
    ),
    ...section('Last failures', ['Segment', 'Why', 'Then', 'When'], failureRows(data)),
    ...section(
      'Slowest segments',
      ['Segment', 'Took', 'Attempts'],
      data.slowest.map(({ id, seconds, attempts }) => [id, secondsInWords(seconds), String(attempts)]),
    ),
    ...section(
      `Sample for review (seed ${plain(data.sample.seed)})`,
      ['Segment', 'Index', 'Reviewed'],
      data.sample.segments.map(({ id, index }) => [id, String(index), '']),
    ),
  ]
    .join('\n\n')
    .concat('\n')
}

const section = (title: string, head: string[], rows: string[][]): string[] =>
  rows.length === 0 ? [] : [`## ${title}`, table(head, rows)]

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows.map((row) => row.map(plain))]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n')

const plain = (text: string): string =>
  text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\\`*_[\]<>|#~&]/g, (letter) => (letter === '_' ? '_' : `\\${letter}`))

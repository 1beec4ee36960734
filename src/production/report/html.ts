import type { PlotPoint } from '../digest.ts'
import type { ReportData } from './data.ts'
import { escapeHtml } from './escape.ts'
import { plot } from './plot.ts'
import { STYLE } from './style.ts'
import {
  exceptionRows,
  failureRows,
  gateInWords,
  headlines,
  secondsInWords,
  timeInWords,
  valueInWords,
} from './words.ts'

/** The report as one page: no script, nothing from elsewhere, every text of the run escaped. */
export function reportHtml(data: ReportData): string {
  const rows = headlines(data).map(
    ([label, value]) => `<tr><th scope="row">${escapeHtml(label)}</th><td>${escapeHtml(value)}</td></tr>`,
  )
  const criteria = data.criteria.map((criterion) => ({
    tone: criterion.state,
    cells: [
      criterion.name,
      criterion.tier,
      criterion.target,
      criterion.abortIf ?? '',
      valueInWords(criterion),
      `${markOf(criterion.state)} ${criterion.state}`,
    ],
  }))
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Production report ${escapeHtml(data.run_id)}</title><style>${STYLE}</style></head><body>
<h1>Production report</h1><p>${escapeHtml(data.run_id)}, generated ${escapeHtml(timeInWords(data.generated_at))}</p>
<p class="card ${data.gate.state}">${escapeHtml(gateInWords(data))}</p>
<div class="card"><table class="stacked">${rows.join('')}</table></div>
${listed('Criteria', ['Criterion', 'Tier', 'Target', 'Abort if', 'Value', 'State'], criteria)}
${listed('Documented exceptions', ['Criterion', 'Why', 'Who', 'When'], plainRows(exceptionRows(data)))}
<h2>Over the run</h2>${plots(data.points)}
${listed(
  'Failures that look alike',
  ['Failure', 'Times', 'Last segment'],
  plainRows(data.clusters.map(({ example, count, lastSegment }) => [example, String(count), lastSegment])),
)}
${listed('Last failures', ['Segment', 'Why', 'Then', 'When'], plainRows(failureRows(data)))}
${listed(
  'Slowest segments',
  ['Segment', 'Took', 'Attempts'],
  plainRows(data.slowest.map(({ id, seconds, attempts }) => [id, secondsInWords(seconds), String(attempts)])),
)}
${listed(
  `Sample for review (seed ${data.sample.seed})`,
  ['Segment', 'Index', 'Reviewed'],
  plainRows(data.sample.segments.map(({ id, index }) => [id, String(index), '☐'])),
)}
</body></html>
`
}

function plots(points: readonly PlotPoint[]): string {
  if (points.length === 0) return '<p class="card">No segment is finished yet.</p>'
  const last = points.at(-1)
  const ends: [string, string] = ['segment 1', `segment ${(last?.fromIndex ?? 0) + (last?.count ?? 0)}`]
  const pools = [...new Set(points.flatMap((point) => Object.keys(point.pools)))].slice(0, 8)
  return [
    plot(
      'Seconds per segment',
      [
        { label: 'longest', values: points.map((point) => point.longestSeconds), tone: 'soft' },
        { label: 'average', values: points.map((point) => point.averageSeconds), tone: 'main' },
      ],
      ' s',
      ends,
    ),
    plot(
      'Throughput',
      [
        {
          label: 'segments an hour',
          values: points.map(({ averageSeconds }) =>
            averageSeconds > 0 ? 3600 / averageSeconds : undefined,
          ),
          tone: 'main',
        },
      ],
      '/h',
      ends,
    ),
    plot(
      'Failures',
      [
        { label: 'retries', values: points.map((point) => point.retries), tone: 'soft' },
        { label: 'given up', values: points.map((point) => point.failed), tone: 'bad' },
      ],
      '',
      ends,
    ),
    ...pools.map((name) =>
      plot(
        `Pool ${name}`,
        [{ label: 'left', values: points.map((point) => point.pools[name]), tone: 'main' }],
        '',
        ends,
      ),
    ),
  ].join('\n')
}

const markOf = (state: string): string =>
  state === 'met' ? '✓' : state === 'open' || state === 'unknown' ? '·' : '✕'

type Row = { cells: readonly string[]; tone?: string }

const plainRows = (rows: readonly (readonly string[])[]): Row[] => rows.map((cells) => ({ cells }))

/** Columns of whole sentences are given room, and times their line. */
const COLUMNS: { readonly [name: string]: string } = { Why: 'long', Failure: 'long', When: 'time' }
/** So many short columns fit on a phone; rows of more are stacked there. */
const MOST_BESIDE = 3

function listed(title: string, head: readonly string[], rows: readonly Row[]): string {
  if (rows.length === 0) return ''
  const isStacked = head.length > MOST_BESIDE || head.some((name) => COLUMNS[name] === 'long')
  const classOf = (name: string) => (COLUMNS[name] === undefined ? '' : ` class="${COLUMNS[name]}"`)
  const nameOf = (name: string) => (isStacked ? ` data-head="${name}"` : '')
  const heads = head.map((name) => `<th scope="col"${classOf(name)}>${name}</th>`).join('')
  const lines = rows.map(({ cells, tone }) => {
    const values = cells.map((value, at) => {
      const name = head[at] ?? ''
      return `<td${nameOf(name)}${classOf(name)}>${escapeHtml(value)}</td>`
    })
    return `<tr${tone === undefined ? '' : ` class="${tone}"`}>${values.join('')}</tr>`
  })
  const kind = isStacked ? ' class="stacked"' : ''
  return `<h2>${escapeHtml(title)}</h2><div class="card"><table${kind}><tr class="heads">${heads}</tr>${lines.join('')}</table></div>`
}

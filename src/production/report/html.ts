import type { PlotPoint } from '../digest.ts'
import type { ReportData } from './data.ts'
import { escapeHtml } from './escape.ts'
import { plot } from './plot.ts'
import { exceptionRows, failureRows, gateInWords, headlines, secondsInWords, valueInWords } from './words.ts'

const STYLE = `
:root{color-scheme:dark;--ground:#000;--card:#101010;--line:#2a2a2a;--text:#f2f2f2;--soft:#a3a3a3;--accent:#ff3d47;--bad:#ff9b9b}
body{margin:0 auto;max-width:60rem;padding:2rem 1rem 4rem;background:var(--ground);color:var(--text);font:16px/1.5 system-ui,sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
h1{font-size:1.6rem;margin:0 0 .5rem}h2{font-size:1.1rem;margin:2.5rem 0 .75rem}
.card,figure{background:var(--card);border:1px solid var(--line);border-radius:24px;padding:1.25rem 1.5rem;margin:1rem 0;overflow-x:auto}
.card.failed{border-color:var(--accent)}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.4rem .75rem .4rem 0;border-bottom:1px solid var(--line);vertical-align:top}
th{color:var(--soft);font-weight:500}tr:last-child td,tr:last-child th{border-bottom:0}
.missed,.unreachable{color:var(--bad)}
figcaption{color:var(--soft);margin-bottom:.75rem}figcaption span{margin-left:.75rem}
figcaption .main{color:var(--text)}figcaption .bad{color:var(--bad)}
svg{width:100%;height:auto;display:block}svg path{fill:none;stroke-width:1.5}svg text{fill:var(--soft);font-size:11px}
.axis{stroke:var(--line)}path.main{stroke:var(--text)}path.soft{stroke:#6b6b6b}path.bad{stroke:var(--accent)}
@media (prefers-color-scheme:light){:root{color-scheme:light;--ground:#fff;--card:#fafafa;--line:#dcdcdc;--text:#141414;--soft:#5c5c5c;--accent:#c20710;--bad:#a3060e}}
@media print{body{background:#fff;color:#000}}`

/** The report as one page: no script, nothing from elsewhere, every text of the run escaped. */
export function reportHtml(data: ReportData): string {
  const rows = headlines(data).map(
    ([label, value]) => `<tr><th scope="row">${escapeHtml(label)}</th><td>${escapeHtml(value)}</td></tr>`,
  )
  const criteria = data.criteria.map(
    (criterion) =>
      `<tr class="${criterion.state}">${cells([criterion.name, criterion.tier, criterion.target, criterion.abortIf ?? '', valueInWords(criterion), `${markOf(criterion.state)} ${criterion.state}`])}</tr>`,
  )
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Production report ${escapeHtml(data.run_id)}</title><style>${STYLE}</style></head><body>
<h1>Production report</h1><p>${escapeHtml(data.run_id)}, generated ${escapeHtml(data.generated_at)}</p>
<p class="card ${data.gate.state}">${escapeHtml(gateInWords(data))}</p>
<div class="card"><table>${rows.join('')}</table></div>
${criteria.length === 0 ? '' : `<h2>Criteria</h2>${table(['Criterion', 'Tier', 'Target', 'Abort if', 'Value', 'State'], criteria)}`}
${listed('Documented exceptions', ['Criterion', 'Why', 'Who', 'When'], exceptionRows(data))}
<h2>Over the run</h2>${plots(data.points)}
${listed(
  'Failures that look alike',
  ['Failure', 'Times', 'Last segment'],
  data.clusters.map(({ example, count, lastSegment }) => [example, String(count), lastSegment]),
)}
${listed('Last failures', ['Segment', 'Why', 'Then', 'When'], failureRows(data))}
${listed(
  'Slowest segments',
  ['Segment', 'Took', 'Attempts'],
  data.slowest.map(({ id, seconds, attempts }) => [id, secondsInWords(seconds), String(attempts)]),
)}
${listed(
  `Sample for review (seed ${data.sample.seed})`,
  ['Segment', 'Index', 'Reviewed'],
  data.sample.segments.map(({ id, index }) => [id, String(index), '☐']),
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

const cells = (values: readonly string[]): string =>
  values.map((value) => `<td>${escapeHtml(value)}</td>`).join('')

const table = (head: readonly string[], rows: readonly string[]): string =>
  `<div class="card"><table><tr>${head.map((title) => `<th scope="col">${escapeHtml(title)}</th>`).join('')}</tr>${rows.join('')}</table></div>`

const listed = (title: string, head: readonly string[], rows: readonly (readonly string[])[]): string =>
  rows.length === 0
    ? ''
    : `<h2>${escapeHtml(title)}</h2>${table(
        head,
        rows.map((row) => `<tr>${cells(row)}</tr>`),
      )}`

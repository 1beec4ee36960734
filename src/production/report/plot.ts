import { escapeHtml } from './escape.ts'

/** A line of a plot. `wide` lines are drawn with emphasis. */
export type Series = { label: string; values: readonly (number | undefined)[]; tone: 'main' | 'soft' | 'bad' }

const WIDTH = 720
const HEIGHT = 180
const LEFT = 56
const BOTTOM = 24

/**
 * A plot as SVG text: bars or lines over the segments of a run, with its greatest value and its ends named.
 *
 * @param unit stands behind the greatest value
 */
export function plot(
  title: string,
  series: readonly Series[],
  unit: string,
  labels: readonly [string, string],
): string {
  const greatest = Math.max(...series.flatMap(({ values }) => values.map((value) => value ?? 0)), 0)
  const top = greatest === 0 ? 1 : greatest
  const lines = series.map(({ values, tone }) => `<path class="${tone}" d="${pathOf(values, top)}"/>`)
  const said = greatest >= 10 ? greatest.toFixed(0) : greatest.toFixed(2)
  const legend = series
    .map(({ label, tone }) => `<span class="${tone}">${escapeHtml(label)}</span>`)
    .join(' ')
  return `<figure><figcaption>${escapeHtml(title)} ${legend}</figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(title)}, at most ${said}${escapeHtml(unit)}">
<path class="axis" d="M${LEFT} 8V${HEIGHT - BOTTOM}H${WIDTH - 8}"/>
<text x="${LEFT - 6}" y="16" text-anchor="end">${said}${escapeHtml(unit)}</text>
<text x="${LEFT - 6}" y="${HEIGHT - BOTTOM}" text-anchor="end">0</text>
<text x="${LEFT}" y="${HEIGHT - 6}">${escapeHtml(labels[0])}</text>
<text x="${WIDTH - 8}" y="${HEIGHT - 6}" text-anchor="end">${escapeHtml(labels[1])}</text>
${lines.join('\n')}
</svg></figure>`
}

/** A line with gaps where a value is missing; a single value becomes a short stroke, so that it is seen. */
function pathOf(values: readonly (number | undefined)[], top: number): string {
  const step = (WIDTH - LEFT - 8) / Math.max(1, values.length - 1)
  let pen = 'M'
  let path = ''
  for (const [index, value] of values.entries()) {
    if (value === undefined) {
      pen = 'M'
      continue
    }
    const y = HEIGHT - BOTTOM - (value / top) * (HEIGHT - BOTTOM - 8)
    path += `${pen}${(LEFT + index * step).toFixed(1)} ${y.toFixed(1)}`
    pen = 'L'
  }
  return values.length === 1 && path !== '' ? `${path}h8` : path
}

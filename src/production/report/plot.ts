import { escapeHtml } from './escape.ts'

/** A line of a plot. `wide` lines are drawn with emphasis. */
export type Series = { label: string; values: readonly (number | undefined)[]; tone: 'main' | 'soft' | 'bad' }

const WIDTH = 720
const HEIGHT = 160
/** So that the widest line is not cut in half at the edges. */
const MARGIN = 2

/**
 * A plot: lines over the segments of a run, with its greatest value and its ends named. The names stand beside the drawing,
 * which is stretched to any width; inside it they would be stretched or cut off with it.
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
  const said = `${scaleInWords(greatest)}${escapeHtml(unit)}`
  const legend = series
    .map(({ label, tone }) => `<span class="${tone}">${escapeHtml(label)}</span>`)
    .join(' ')
  return `<figure><figcaption>${escapeHtml(title)} ${legend}</figcaption>
<div class="plot"><div class="scale"><span>${greatest === 0 ? '' : said}</span><span>0</span></div>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${escapeHtml(title)}, at most ${said}">
<path class="axis" d="M0 0V${HEIGHT - MARGIN}H${WIDTH}"/>
${lines.join('\n')}
</svg>
<div class="ends"><span>${escapeHtml(labels[0])}</span><span>${escapeHtml(labels[1])}</span></div></div></figure>`
}

/** Counts have no decimals, and long numbers are read in groups. */
const scaleInWords = (value: number): string =>
  value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 2 : 0 })

/** A line with gaps where a value is missing; a single value becomes a short stroke, so that it is seen. */
function pathOf(values: readonly (number | undefined)[], top: number): string {
  const step = WIDTH / Math.max(1, values.length - 1)
  let pen = 'M'
  let path = ''
  for (const [index, value] of values.entries()) {
    if (value === undefined) {
      pen = 'M'
      continue
    }
    const y = HEIGHT - MARGIN - (value / top) * (HEIGHT - 2 * MARGIN)
    path += `${pen}${(index * step).toFixed(1)} ${y.toFixed(1)}`
    pen = 'L'
  }
  return values.length === 1 && path !== '' ? `${path}h8` : path
}

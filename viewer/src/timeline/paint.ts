import type { Mark } from '../tasks/StateMark.tsx'
import type { Bar } from './bars.ts'
import { barsOf, type Chart, type Row } from './chart.ts'
import { type Place, placeOf, planOf } from './plan.ts'

const COLOURS: { [M in Mark]: string } = {
  active: '--accent',
  done: '--good',
  failed: '--bad',
  stopped: '--bad',
  pending: '--muted',
  skipped: '--muted',
  canceled: '--muted',
  unknown: '--warn',
}

/** Draws the whole chart: ten thousand bars are some milliseconds on a canvas, and minutes as elements. */
export function paint(canvas: HTMLCanvasElement, chart: Chart, width: number, chosen: Bar | undefined): void {
  const context = canvas.getContext('2d')
  if (context === null) return
  const { tops, height } = planOf(chart.rows)
  const ratio = Math.min(2, devicePixelRatio)
  canvas.width = Math.round(width * ratio)
  canvas.height = Math.round(height * ratio)
  context.scale(ratio, ratio)
  const style = getComputedStyle(canvas)
  const colour = (name: string) => style.getPropertyValue(name)
  context.fillStyle = colour('--line')
  for (const part of [0, 0.25, 0.5, 0.75]) context.fillRect(Math.round(part * width), 0, 1, height)
  for (const [index, row] of chart.rows.entries()) {
    const top = tops[index] ?? 0
    for (const bar of [...row.earlier, ...(row.own ? [row.own] : [])]) {
      const place = placeOf(bar, top, chart, width)
      if (bar.waitedFrom !== undefined)
        drawWait(context, bar.waitedFrom, place, chart, width, colour('--line-strong'))
      context.fillStyle = colour(COLOURS[bar.mark])
      context.beginPath()
      context.roundRect(place.x, place.y, place.width, place.height, Math.min(4, place.width / 2))
      context.fill()
    }
    for (const mark of marksOf(row)) {
      context.fillStyle = colour(COLOURS[mark])
      context.globalAlpha = mark === 'done' ? 0.55 : 0.9
      for (const task of row.tasks) {
        if (task.mark !== mark) continue
        const place = placeOf(task, top, chart, width)
        context.fillRect(place.x, place.y, place.width, place.height)
      }
    }
    context.globalAlpha = 1
    if (chosen && barsOf(row).includes(chosen)) {
      drawChosen(context, placeOf(chosen, top, chart, width), colour('--text'))
    }
  }
}

/** More tasks than lanes lie over each other: what failed must not be covered. */
function marksOf({ tasks }: Row): Mark[] {
  const marks = [...new Set(tasks.map((task) => task.mark))]
  return marks.sort((one, other) => Number(one === 'failed') - Number(other === 'failed'))
}

function drawWait(
  context: CanvasRenderingContext2D,
  from: number,
  own: Place,
  chart: Chart,
  width: number,
  colour: string,
): void {
  const x = ((from - chart.startMs) / (chart.endMs - chart.startMs)) * width
  context.strokeStyle = colour
  context.lineWidth = 1
  context.setLineDash([3, 4])
  context.beginPath()
  context.moveTo(x, own.y + own.height / 2)
  context.lineTo(own.x, own.y + own.height / 2)
  context.stroke()
  context.setLineDash([])
}

function drawChosen(context: CanvasRenderingContext2D, place: Place, colour: string): void {
  context.strokeStyle = colour
  context.lineWidth = 1.5
  context.strokeRect(place.x - 2.5, place.y - 2.5, place.width + 5, place.height + 5)
}

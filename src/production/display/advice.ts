import { durationInWords, isStoppedByCriterion, productionCommand } from '../../contract/index.ts'
import { clean } from '../../host/index.ts'
import type { RunReading } from '../inspect.ts'
import { waitingWords } from '../pause-file.ts'
import { runsBelow } from '../runs-below.ts'

const MOST_NAMED = 5

/** What to do about a run that waits for somebody, or isn't there. Nothing of it may be cut. */
export function adviceLines(folder: string, { status, presence, pause }: RunReading): string[] {
  if (presence.state === 'none') return elsewhere(folder)
  if (presence.state === 'paused') {
    const { sinceMs, waitsFor } = status?.pause ?? {}
    const since = sinceMs === undefined ? [] : [`paused since ${sinceWords(sinceMs)}`]
    if (waitsFor === 'disk') return [...since, 'nobody has to resume it']
    return [...since, `go on with: ${clean(productionCommand(folder, 'resume'))}`]
  }
  if (status !== undefined && isStoppedByCriterion(status)) {
    const more = status.segments.failed > 0 ? ' --skipped' : ' <ids>'
    return [
      'a new start stops at once again: have made again what spoils the criterion, or change the criterion',
      clean(productionCommand(folder, 'redo', more)),
    ]
  }
  // The next start would wait there, and the person at it would wonder.
  return pause === undefined ? [] : [clean(waitingWords(folder))]
}

function elsewhere(folder: string): string[] {
  const names = runsBelow(folder)
  if (names.length === 0) return []
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : ''
  const [first = ''] = names
  const named = names.slice(0, MOST_NAMED).map(clean).join(', ')
  return [
    `runs one level down: ${named}${more}`,
    `look at one with: ${clean(productionCommand(`${folder.replace(/\/+$/, '')}/${first}`, 'status'))}`,
  ]
}

function sinceWords(sinceMs: number): string {
  const ago = durationInWords(Math.max(0, Date.now() - sinceMs) / 1000)
  return `${new Date(sinceMs).toISOString().slice(0, 16).replace('T', ' ')} UTC (${ago})`
}

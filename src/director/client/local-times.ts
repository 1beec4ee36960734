import { onContent } from './content.ts'

const DATE = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })
const DATE_OF_YEAR = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
const WHOLE = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'long' })

/** Puts the moments of a page, which come in UTC, into the reader's own time: "today 9:46". */
export function localTimes(): void {
  onContent(showLocalTimes)
}

/** The same once, for what was put in by hand. */
export function showLocalTimes(): void {
  for (const time of document.querySelectorAll<HTMLTimeElement>('time[data-local]')) {
    const at = new Date(time.dateTime)
    delete time.dataset['local']
    if (Number.isNaN(at.getTime())) continue
    time.textContent = `${dayOf(at)} ${at.getHours()}:${String(at.getMinutes()).padStart(2, '0')}`
    time.title = WHOLE.format(at)
  }
}

function dayOf(at: Date): string {
  const now = new Date()
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1)
  if (at.toDateString() === now.toDateString()) return 'today'
  if (at.toDateString() === yesterday.toDateString()) return 'yesterday'
  return (at.getFullYear() === now.getFullYear() ? DATE : DATE_OF_YEAR).format(at)
}

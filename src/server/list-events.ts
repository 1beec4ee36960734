import { eventText, readers, sendAway } from '../http/index.ts'
import { STORIES_NAME } from './route.ts'
import type { Channel } from './story-events.ts'

/** Thousands of stories are looked at by their stamps; watching each file would need thousands of watchers. */
const LOOK_MS = 1000

/**
 * The events of a folder of stories: `change` when the list of stories reads differently.
 *
 * @param version changes whenever the list does
 * @param outdated whether another page belongs here by now; the open ones are then told to `reload`
 */
export function listEvents(version: () => string, outdated: () => boolean): Channel {
  let last = ''
  let timer: NodeJS.Timeout | undefined
  const look = () => {
    if (outdated()) {
      sendAway(open)
      return
    }
    const now = version()
    if (now !== last) open.send(eventText('change', { file: STORIES_NAME }))
    last = now
  }
  const open = readers((count) => {
    if (count > 0 && timer === undefined) {
      last = version()
      timer = setInterval(look, LOOK_MS)
    } else if (count === 0) {
      clearInterval(timer)
      timer = undefined
    }
  })
  return {
    join(request, response) {
      open.add(
        request,
        response,
        eventText('hello', { files: [STORIES_NAME], now: new Date().toISOString() }),
      )
    },
    close: open.close,
  }
}

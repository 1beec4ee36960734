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
export function listEvents(version: () => Promise<string>, outdated: () => boolean): Channel {
  let last: string | undefined
  let timer: NodeJS.Timeout | undefined
  let round: object | undefined

  const look = async (mine: object): Promise<void> => {
    if (outdated()) {
      sendAway(open)
      return
    }
    const now = await version()
    if (round !== mine) return
    // The first look comes after the first hello: what changed in between is told as well.
    if (now !== last) open.send(eventText('change', { file: STORIES_NAME }))
    last = now
    timer = setTimeout(look, LOOK_MS, mine)
  }

  const open = readers((count) => {
    if (count > 0 && round === undefined) {
      round = {}
      last = undefined
      timer = setTimeout(look, 0, round)
    } else if (count === 0) {
      round = undefined
      clearTimeout(timer)
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

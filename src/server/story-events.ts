import type { IncomingMessage, ServerResponse } from 'node:http'
import { stampOf } from '../files/index.ts'
import { eventText, readers, sendAway } from '../http/index.ts'
import { type Watch, watchFiles } from './change-watch.ts'
import { STATE_FILES, type StateFiles } from './state-files.ts'
import { type Writers, writersOf } from './writer-presence.ts'

/** A stream of events about one story or about all; it looks at the disk only while somebody listens. */
export type Channel = {
  join(request: IncomingMessage, response: ServerResponse): void
  close(): void
}

const LOOK_MS = 500

/**
 * The events of one story: `hello` with the files that are there, `change` with a file's name, `writer` when its
 * process came or went.
 *
 * @param story path below the root, empty or ending in a slash
 * @param outdated whether another page belongs here by now; the open ones are then told to `reload`
 */
export function storyEvents(
  root: string,
  story: string,
  files: StateFiles,
  outdated: () => boolean,
  onTrouble: (reason: string) => void,
): Channel {
  const folder = story === '' ? root : `${root}/${story.slice(0, -1)}`
  const presence = writersOf(files, story)
  let writers: Writers = { writer: 'unknown', run_writer: 'unknown' }
  let watch: Watch | undefined
  let timer: NodeJS.Timeout | undefined

  const announce = (file: string) => open.send(eventText('change', { file }))
  const look = () => {
    if (outdated()) sendAway(open)
    else lookForWriter()
  }
  const lookForWriter = () => {
    const now = presence()
    if (now.writer === writers.writer && now.run_writer === writers.run_writer) return
    writers = now
    open.send(eventText('writer', writers))
  }

  const open = readers((count) => {
    if (count > 0 && watch === undefined) {
      watch = watchFiles(folder, STATE_FILES, announce, onTrouble)
      timer = setInterval(look, LOOK_MS)
    } else if (count === 0) {
      watch?.close()
      watch = undefined
      clearInterval(timer)
    }
  })

  return {
    join(request, response) {
      lookForWriter()
      const present = STATE_FILES.filter((name) => stampOf(`${folder}/${name}`) !== undefined)
      open.add(
        request,
        response,
        eventText('hello', { files: present, ...writers, now: new Date().toISOString() }),
      )
    },
    close: open.close,
  }
}

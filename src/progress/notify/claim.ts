import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { appendLine, readJsonLines, withLock } from '../../files/index.ts'
import { type NotifyOptions, PLACES } from './options.ts'

/** Past this size the claims of long ago make room. */
const ROTATE_BYTES = 256 * 1024

/**
 * Takes an event for the places that nobody has taken it for yet: several trackers of one story may each have a
 * watchdog, and a person is to be told once.
 *
 * @param key names the event within the story
 * @returns the places that are to be told by the caller; all of them where the folder can't be written to
 */
export function claim(storyPath: string, key: string, places: NotifyOptions): NotifyOptions {
  const path = join(storyPath, '.notifications-claimed.jsonl')
  const free = () => {
    const taken = new Set(readJsonLines(path).values)
    const unclaimed = (place: keyof NotifyOptions) => !taken.has(nameOf(key, place, places))
    const { webhook, desktop, command } = places
    return {
      ...(webhook !== undefined && unclaimed('webhook') ? { webhook } : {}),
      ...(desktop === true && unclaimed('desktop') ? { desktop } : {}),
      ...(command !== undefined && unclaimed('command') ? { command } : {}),
    }
  }
  try {
    return withLock(path, () => {
      const own = free()
      const names = PLACES.filter((place) => own[place] !== undefined)
      if (names.length > 0) {
        const lines = names.map((place) => JSON.stringify(nameOf(key, place, places)))
        appendLine(path, lines.join('\n'), { rotateBytes: ROTATE_BYTES })
      }
      return own
    })
  } catch {
    // Told twice is better than not at all.
    return places
  }
}

/** The address of a webhook may hold a secret: only its hash is written down. */
const nameOf = (key: string, place: keyof NotifyOptions, places: NotifyOptions): string =>
  `${place} ${createHash('sha256')
    .update(JSON.stringify(places[place] ?? ''))
    .digest('hex')
    .slice(0, 16)} ${key}`

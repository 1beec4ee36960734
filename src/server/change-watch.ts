import { type FSWatcher, watch } from 'chokidar'
import { type Stamp, sameStamp, stampOf } from '../files/index.ts'

/** How often the stamps are compared anyway: network folders send no events, and a quick second change gets lost. */
const SWEEP_MS = 100

/** Closes at once; nothing is called any more. */
export type Watch = { close(): void }

/**
 * Calls back whenever one of the named files of a folder changed, appeared or went.
 *
 * The files are watched one by one, each only while it exists: a watcher on the folder itself would be called for
 * every picture that the pipeline writes.
 *
 * @param onTrouble called once when the system can't watch; the sweep goes on without it
 */
export function watchFiles(
  folder: string,
  names: readonly string[],
  onChange: (name: string) => void,
  onTrouble: (reason: string) => void,
): Watch {
  const stamps = new Map<string, Stamp | undefined>()
  const watchers = new Map<string, FSWatcher>()
  let troubled = false

  const drop = (name: string) => {
    const watcher = watchers.get(name)
    watchers.delete(name)
    // Left alone, it would go on to watch the whole folder for the file's return.
    if (watcher !== undefined) void watcher.close()
  }

  const follow = (name: string) => {
    const watcher = watch(`${folder}/${name}`, { ignoreInitial: true, atomic: false })
    watcher.on('change', () => {
      stamps.set(name, stampOf(`${folder}/${name}`))
      onChange(name)
    })
    watcher.on('unlink', () => {
      drop(name)
      if (look(name)) onChange(name)
    })
    watcher.on('error', (error) => {
      drop(name)
      if (!troubled) onTrouble(error instanceof Error ? error.message : String(error))
      troubled = true
    })
    watchers.set(name, watcher)
  }

  const look = (name: string): boolean => {
    const before = stamps.get(name)
    const now = stampOf(`${folder}/${name}`)
    stamps.set(name, now)
    if (now === undefined) drop(name)
    else if (!watchers.has(name) && !troubled) follow(name)
    return now === undefined ? before !== undefined : !sameStamp(before, now)
  }

  for (const name of names) look(name)
  const timer = setInterval(() => {
    for (const name of names) if (look(name)) onChange(name)
  }, SWEEP_MS)

  return {
    close() {
      clearInterval(timer)
      for (const name of [...watchers.keys()]) drop(name)
    },
  }
}

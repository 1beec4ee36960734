import { existsSync, type FSWatcher, readdirSync, watch } from 'node:fs'
import { join } from 'node:path'
import { GENERATION_FILE } from '../generation/index.ts'

/** One write is several events of the system; they are told as one. */
const SETTLE_MS = 20
/** Ten thousand new scenes are told as one change of the list. */
const LIST_SETTLE_MS = 50
/** How often to look for a workspace that isn't there yet. */
const APPEAR_MS = 1000

export type SceneChanges = { updated(sceneId: string): void; listChanged(): void }

/**
 * Watches the state files of a workspace with one watcher on the folder, which costs the same for ten thousand scenes as
 * for one. It does not keep the process alive.
 */
export function watchScenes(workspace: string, changes: SceneChanges): { close(): void } {
  const known = new Set<string>()
  const waiting = new Map<string, NodeJS.Timeout>()
  let watcher: FSWatcher | undefined
  let timer: NodeJS.Timeout | undefined
  let listTimer: NodeJS.Timeout | undefined

  const listChanged = () => {
    listTimer ??= setTimeout(() => {
      listTimer = undefined
      changes.listChanged()
    }, LIST_SETTLE_MS).unref()
  }

  const settle = (name: string) => {
    waiting.delete(name)
    const sceneId = GENERATION_FILE.exec(name)?.[1]
    if (sceneId === undefined) return
    const there = existsSync(join(workspace, name))
    if (there !== known.has(name)) {
      if (there) known.add(name)
      else known.delete(name)
      listChanged()
    }
    changes.updated(sceneId)
  }

  const note = (name: string | null) => {
    if (name === null || waiting.has(name) || !GENERATION_FILE.test(name)) return
    waiting.set(name, setTimeout(settle, SETTLE_MS, name).unref())
  }

  const begin = (): boolean => {
    try {
      watcher = watch(workspace, { persistent: false }, (_, name) => note(name))
      watcher.on('error', () => again())
      for (const name of readdirSync(workspace)) if (GENERATION_FILE.test(name)) known.add(name)
      return true
    } catch {
      // Not there yet, or no watcher is left to give: the next look may have more luck.
      return false
    }
  }

  const again = () => {
    watcher?.close()
    watcher = undefined
    timer = setTimeout(() => {
      if (!begin()) return again()
      if (known.size > 0) listChanged()
    }, APPEAR_MS).unref()
  }

  if (!begin()) again()
  return {
    close() {
      watcher?.close()
      clearTimeout(timer)
      clearTimeout(listTimer)
      for (const each of waiting.values()) clearTimeout(each)
    },
  }
}

import { type FSWatcher, readdirSync, statSync, watch } from 'node:fs'
import { join } from 'node:path'
import { type Stamp, sameStamp, stampOf } from '../files/index.ts'
import { GENERATION_FILE } from '../generation/index.ts'

/** One write is several events of the system; they are told as one. */
const SETTLE_MS = 20
/** Ten thousand new scenes are told as one change of the list. */
const LIST_SETTLE_MS = 50
/** How often to look where the system doesn't tell: the workspace isn't there yet, or no watcher is left to give. */
const LOOK_MS = 1000

export type SceneChanges = { updated(sceneId: string): void; listChanged(): void }

/**
 * Watches the state files of a workspace with one watcher on the folder, which costs the same for ten thousand scenes as
 * for one. It does not keep the process alive.
 */
export function watchScenes(workspace: string, changes: SceneChanges): { close(): void } {
  const stamps = new Map<string, Stamp>()
  const settling = new Map<string, NodeJS.Timeout>()
  let watcher: FSWatcher | undefined
  let watched: number | undefined
  let lookTimer: NodeJS.Timeout | undefined
  let listTimer: NodeJS.Timeout | undefined

  const listChanged = () => {
    listTimer ??= setTimeout(() => {
      listTimer = undefined
      changes.listChanged()
    }, LIST_SETTLE_MS).unref()
  }

  const compare = (name: string) => {
    settling.delete(name)
    const before = stamps.get(name)
    const now = stampOf(join(workspace, name))
    if (sameStamp(before, now) || (before === undefined && now === undefined)) return
    if (now === undefined) stamps.delete(name)
    else stamps.set(name, now)
    if (before === undefined || now === undefined) listChanged()
    changes.updated(GENERATION_FILE.exec(name)?.[1] ?? '')
  }

  const note = (name: string | null) => {
    if (name === null || settling.has(name) || !GENERATION_FILE.test(name)) return
    settling.set(name, setTimeout(compare, SETTLE_MS, name).unref())
  }

  const lookAtAll = () => {
    for (const name of new Set([...stamps.keys(), ...stateFilesIn(workspace)])) compare(name)
  }

  const begin = () => {
    try {
      watched = inodeOf(workspace)
      watcher = watch(workspace, { persistent: false }, (_, name) => note(name))
      watcher.on('error', again)
      lookTimer = setTimeout(checkFolder, LOOK_MS).unref()
    } catch {
      again()
    }
  }

  /** The watcher of a folder that was removed stays silent, also when another comes in its place. */
  const checkFolder = () => {
    if (inodeOf(workspace) === watched) lookTimer = setTimeout(checkFolder, LOOK_MS).unref()
    else again()
  }

  const again = () => {
    clearTimeout(lookTimer)
    watcher?.close()
    watcher = undefined
    lookTimer = setTimeout(() => {
      begin()
      lookAtAll()
    }, LOOK_MS).unref()
  }

  begin()
  for (const name of stateFilesIn(workspace)) {
    const stamp = stampOf(join(workspace, name))
    if (stamp !== undefined) stamps.set(name, stamp)
  }
  return {
    close() {
      watcher?.close()
      clearTimeout(lookTimer)
      clearTimeout(listTimer)
      for (const timer of settling.values()) clearTimeout(timer)
    },
  }
}

const inodeOf = (path: string): number | undefined => statSync(path, { throwIfNoEntry: false })?.ino

/** A folder that can't be listed has nothing to tell of. */
function stateFilesIn(workspace: string): string[] {
  try {
    return readdirSync(workspace).filter((name) => GENERATION_FILE.test(name))
  } catch {
    return []
  }
}

import { join } from 'node:path'
import {
  LIVE_STATUS_FILENAME,
  LIVE_STATUS_SECONDS,
  type LiveStatusView,
  readLiveStatus,
} from '../contract/index.ts'
import { StoryMonitorError } from '../errors.ts'
import { processPresence, readJsonFile } from '../files/index.ts'

export const statusPath = (folder: string): string => join(folder, LIVE_STATUS_FILENAME)

/** A writer on another host counts as gone when it has been silent for so many of its beats. */
const SILENT_BEATS = 12

/** Folders that a monitor of this very process works in: a pid can't tell two of them apart. */
const own = new Set<string>()

/** The status of a folder, or undefined when there is none. @throws StoryMonitorError when it can't be read */
export function readStatus(folder: string): LiveStatusView | undefined {
  const file = readJsonFile(statusPath(folder))
  return file && readLiveStatus(file.value)
}

/** Whether somebody works on the run now: running or paused, and its process is there. */
export function isLive(status: LiveStatusView): boolean {
  if (status.status !== 'running' && status.status !== 'paused') return false
  const presence = processPresence(status.writer)
  if (presence !== 'unknown') return presence === 'present'
  const silentMs = Date.now() - (status.updatedMs ?? 0)
  return silentMs < LIVE_STATUS_SECONDS * SILENT_BEATS * 1000
}

/**
 * Takes a folder for this run, unless another live process has it.
 *
 * @param previous what LIVE_STATUS.json says
 * @throws StoryMonitorError LOCKED naming the other process
 * @returns gives it back
 */
export function claim(folder: string, previous: LiveStatusView | undefined): () => void {
  if (own.has(folder)) {
    throw new StoryMonitorError(
      'LOCKED',
      `${folder} is worked on by another monitor of this process. Wait for it.`,
    )
  }
  if (previous !== undefined && isLive(previous) && previous.writer.pid !== process.pid) {
    const { pid, host } = previous.writer
    throw new StoryMonitorError(
      'LOCKED',
      `${folder} is worked on by process ${pid ?? 'unknown'} on ${host ?? 'an unknown host'} (${previous.status}). ` +
        'Wait for it or end it, then start again; or choose another folder.',
    )
  }
  own.add(folder)
  return () => own.delete(folder)
}

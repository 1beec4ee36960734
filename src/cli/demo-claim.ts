import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { ownValue, writerOf } from '../contract/index.ts'
import { StoryMonitorError } from '../errors.ts'
import {
  identityOf,
  makeFolder,
  processPresence,
  readJsonFile,
  withLock,
  writeFileAtomic,
} from '../files/index.ts'
import { readStory } from '../progress/index.ts'

/** Hidden, so that the server doesn't show it. */
const CLAIM_FILENAME = '.demo.json'

/**
 * Takes a folder for one demo, for as long as its process lives: two in one folder would write over each other's story.
 *
 * @returns the way to give it back
 * @throws StoryMonitorError LOCKED, naming the process that is at work in the folder
 * @example const release = claimFolder('./demo-story')
 */
export function claimFolder(folder: string): () => void {
  makeFolder(folder)
  const path = join(folder, CLAIM_FILENAME)
  withLock(path, () => {
    const who = demoBehind(path) ?? pipelineIn(folder)
    if (who !== undefined) {
      throw new StoryMonitorError(
        'LOCKED',
        `${who} is at work in ${folder} already. End it first, or give another folder with --folder.`,
      )
    }
    const { pid, host, processStartId } = identityOf()
    writeFileAtomic(path, `${JSON.stringify({ pid, host, process_start_id: processStartId })}\n`)
  })
  return () => rmSync(path, { force: true })
}

/** The demo that claimed the folder, if it lives. */
function demoBehind(path: string): string | undefined {
  const writer = writerOf(claimIn(path))
  return processPresence(writer) === 'present' ? `Another demo (process ${writer.pid})` : undefined
}

/** A claim that can't be read names nobody. */
function claimIn(path: string): unknown {
  try {
    return ownValue(readJsonFile(path), 'value')
  } catch {
    return undefined
  }
}

/** A pipeline that lives and has a phase running. */
function pipelineIn(folder: string): string | undefined {
  const { progress, writer, liveness } = readStory(folder)
  const isAtWork = writer === 'present' && (liveness.state === 'alive' || liveness.state === 'stuck')
  return isAtWork ? `A pipeline (process ${progress?.pid})` : undefined
}

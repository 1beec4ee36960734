import { resolve } from 'node:path'
import { makeFolder } from '../files/index.ts'
import { filledText, type OnWarning, warningsOf } from '../host/index.ts'
import { describeFailure } from './failure.ts'
import { openStoryState } from './story-state.ts'
import { failPhase, noteError, runningPhases } from './transitions.ts'

/**
 * Writes an error into a story from outside its tracker (a supervisor, a top-level catch): its running phases fail.
 *
 * @param storyPath the story folder
 * @param error what was thrown; anything can be
 * @param options `onWarning`: told when the disk refuses; default `process.emitWarning`
 * @throws StoryMonitorError INVALID_ARGUMENT for a wrong path
 * @example main().catch((error) => writeProgressError('./my-story', error))
 */
export function writeProgressError(
  storyPath: string,
  error: unknown,
  options: { onWarning?: OnWarning } = {},
): void {
  const folder = resolve(filledText('storyPath', storyPath))
  const warnings = warningsOf(folder, options.onWarning)
  const failure = describeFailure(error)
  const { message, traceback } = failure
  const ts = new Date().toISOString()
  try {
    makeFolder(folder)
  } catch (cause) {
    warnings.begin('FOLDER', cause)
    return
  }
  const state = openStoryState(folder, warnings, (draft) => {
    draft['updated_ts'] = ts
  })
  for (const name of runningPhases(state.file.read())) {
    state.record({ ts, kind: 'phase', name, status: 'error', reason: message })
  }
  state.file.now((draft) => {
    for (const phase of runningPhases(draft)) failPhase(draft, phase, ts, failure)
    noteError(draft, message, traceback)
  })
  state.file.close()
}

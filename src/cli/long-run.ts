import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { LIVE_STATUS_FILENAME, PROGRESS_JSON_FILENAME, productionCommand } from '../contract/index.ts'
import { StoryMonitorError } from '../errors.ts'

/** A folder with a long run and no story in it. */
export const isLongRun = (folder: string): boolean =>
  existsSync(join(folder, LIVE_STATUS_FILENAME)) && !existsSync(join(folder, PROGRESS_JSON_FILENAME))

/** Who asks for a story and gave the folder of a long run is told what to type. @throws StoryMonitorError NOT_FOUND */
export function refuseLongRun(folder: string, command: 'status' | 'report'): void {
  if (!isLongRun(folder)) return
  const advice = `Type: ${productionCommand(folder, command)}`
  throw new StoryMonitorError('NOT_FOUND', `${folder} has a production run, and no story. ${advice}`)
}

import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import {
  PROGRESS_JSON_FILENAME,
  SKELETON_JSON_FILENAME,
  TASKS_JSON_FILENAME,
  VIEWER_HTML_FILENAME,
} from '../../contract/index.ts'
import { StoryMonitorError } from '../../errors.ts'
import { readJsonFile, writeFileAtomic } from '../../files/index.ts'
import { packageFile, readStory } from '../../progress/index.ts'
import { inlineMedia } from '../inline-media.ts'
import { refuseLongRun } from '../long-run.ts'
import type { Terminal } from '../terminal.ts'
import { existingFolder } from '../usage.ts'

const PLACE = '<!--REPORT-->'

/** Writes the viewer page with the story inside it: a file that shows the same from any disk, without a server. */
export function report(folder: string, options: { output: string }, terminal: Terminal): number {
  refuseLongRun(existingFolder(folder), 'report')
  const reading = readStory(folder)
  if (reading.problem !== undefined) throw new StoryMonitorError('MALFORMED', reading.problem)
  if (reading.progress === undefined) {
    if (reading.tasksProblem !== undefined) throw new StoryMonitorError('MALFORMED', reading.tasksProblem)
    throw new StoryMonitorError(
      'NOT_FOUND',
      `There is no ${PROGRESS_JSON_FILENAME} in ${resolve(folder)} yet.`,
    )
  }
  const skeleton = readJsonFile(join(folder, SKELETON_JSON_FILENAME))?.value
  const tasks = readJsonFile(join(folder, TASKS_JSON_FILENAME))?.value
  const { media, leftOut } = inlineMedia(folder, skeleton, tasks)
  const data = {
    progress: readJsonFile(join(folder, PROGRESS_JSON_FILENAME))?.value,
    skeleton,
    tasks,
    writer: reading.writer,
    made_ts: new Date().toISOString(),
  }
  const page = readFileSync(packageFile(VIEWER_HTML_FILENAME), 'utf8')
  const inside = `${jsonElement('story-data', data)}\n${jsonElement('story-media', media)}`
  const output = resolve(options.output)
  writeFileAtomic(
    output,
    page.replace(PLACE, () => inside),
  )
  terminal.out(`The report is in ${output}`)
  if (leftOut > 0) {
    terminal.out(
      `${leftOut} media files are too large to stand inside: keep the report in ${resolve(folder)} to see them.`,
    )
  }
  return 0
}

/** Data inside a page. A "<" in it could end its element; in JSON it may as well be written as an escape. */
const jsonElement = (id: string, value: unknown): string =>
  `<script type="application/json" id="${id}">${JSON.stringify(value).replaceAll('<', '\\u003c')}</script>`

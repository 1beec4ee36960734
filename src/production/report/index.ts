import { join } from 'node:path'
import { writeFileAtomic } from '../../files/index.ts'
import { gatherReport, type ReportOptions } from './data.ts'
import { reportDocument } from './document.ts'
import { reportHtml } from './html.ts'
import { reportMarkdown } from './markdown.ts'

export type { ReportOptions } from './data.ts'

/**
 * Writes `production-report.md`, `.json` and `.html` into the folder of a run, from its files alone: it can be called at
 * any time, in any process.
 *
 * @returns the paths that were written
 * @throws StoryMonitorError NOT_FOUND when there is no run, WRITE_FAILED
 * @example writeReport('./output/pilot', { sampleSize: 10 })
 */
export function writeReport(folder: string, options: ReportOptions = {}): string[] {
  const data = gatherReport(folder, options)
  const texts = {
    md: reportMarkdown(data),
    json: `${JSON.stringify(reportDocument(data), null, 2)}\n`,
    html: reportHtml(data),
  }
  return Object.entries(texts).map(([kind, text]) => {
    const path = join(folder, `production-report.${kind}`)
    writeFileAtomic(path, text)
    return path
  })
}

import { type Prepared, prepare } from '../http/index.ts'
import { storiesIn } from './folder-kind.ts'
import { etagOf, type StateFiles } from './state-files.ts'
import { entryText, type Summary, summaryOf } from './story-summary.ts'

/** All phases of all stories together; what is beyond is listed without its phases. */
const MAX_PROGRESS_CHARS = 32 * 1024 * 1024
const MAX_PROBLEMS = 50

/**
 * The list of all stories of a folder, newest first, as `_stories.json`; each call looks at the disk.
 *
 * @example storyList('/stories', files)().bytes.toString()
 */
export function storyList(root: string, name: string, files: StateFiles): () => Prepared {
  let summaries = new Map<string, () => Summary>()
  let last: Prepared | undefined
  return () => {
    const names = storiesIn(root)
    summaries = new Map(names.map((story) => [story, summaries.get(story) ?? summaryOf(root, story, files)]))
    const bytes = Buffer.from(
      listText(
        name,
        [...summaries.values()].map((read) => read()),
      ),
    )
    const etag = etagOf(bytes)
    if (last?.etag !== etag) last = prepare(bytes, 'application/json; charset=utf-8', etag)
    return last
  }
}

function listText(folder: string, stories: Summary[]): string {
  stories.sort((one, other) => other.updatedMs - one.updatedMs || (one.name < other.name ? -1 : 1))
  const problems = stories.flatMap((story) => story.problems)
  let room = MAX_PROGRESS_CHARS
  const entries = stories.map((story) => {
    room -= story.progress.length
    return entryText(story, room >= 0)
  })
  if (room < 0) problems.unshift('The phases of the oldest stories are left out: together they are too long.')
  const told =
    problems.length > MAX_PROBLEMS
      ? [...problems.slice(0, MAX_PROBLEMS), `${problems.length - MAX_PROBLEMS} more`]
      : problems
  return `{"folder":${JSON.stringify(folder)},"stories":[${entries.join(',')}],"problems":${JSON.stringify(told)}}`
}

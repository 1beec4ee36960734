import { type Prepared, prepare } from '../http/index.ts'
import { foldersIn } from './folder-kind.ts'
import { inSlices, oneAtATime } from './in-slices.ts'
import { etagOf, type StateFiles } from './state-files.ts'
import { entryText } from './story-entry.ts'
import { type Summary, summaryOf } from './story-summary.ts'

/** All phases of all stories together; what is beyond is listed without its phases. */
const MAX_PROGRESS_CHARS = 32 * 1024 * 1024
const MAX_PROBLEMS = 50

/** The text of one story, made once for as long as nothing of it changes. */
type Entry = { bytes: Buffer; tag: string }

/**
 * The list of all stories of a folder, newest first, as `_stories.json`; each call looks at the disk. Thousands of stories
 * take a while: other requests are answered meanwhile.
 *
 * @example (await storyList('/stories', 'stories', files)()).bytes.toString()
 */
export function storyList(root: string, name: string, files: StateFiles): () => Promise<Prepared> {
  let readers = new Map<string, () => Summary | undefined>()
  const entries = new WeakMap<Summary, Entry>()
  let last: Prepared | undefined

  const entryOf = (story: Summary, withProgress: boolean): Entry => {
    const kept = entries.get(story)
    if (kept !== undefined && withProgress) return kept
    const bytes = Buffer.from(entryText(story, withProgress))
    const entry = { bytes, tag: etagOf(bytes) }
    if (withProgress) entries.set(story, entry)
    return entry
  }

  return oneAtATime(async () => {
    const found: Summary[] = []
    const now: typeof readers = new Map()
    await inSlices(foldersIn(root), (story) => {
      const read = readers.get(story) ?? summaryOf(root, story, files)
      now.set(story, read)
      const summary = read()
      if (summary !== undefined) found.push(summary)
    })
    readers = now
    found.sort((one, other) => other.updatedMs - one.updatedMs || (one.name < other.name ? -1 : 1))
    let room = MAX_PROGRESS_CHARS
    const parts: Entry[] = []
    await inSlices(found, (story) => {
      room -= story.progress.length
      parts.push(entryOf(story, room >= 0))
    })
    const end = `"problems":${JSON.stringify(problemsOf(found, room < 0))}}`
    const etag = etagOf(Buffer.from([...parts.map(({ tag }) => tag), end].join()))
    if (last?.etag !== etag) {
      last = prepare(listBytes(name, parts, end), 'application/json; charset=utf-8', etag)
    }
    return last
  })
}

function listBytes(folder: string, parts: readonly Entry[], end: string): Buffer {
  const comma = Buffer.from(',')
  const entries = parts.flatMap(({ bytes }, index) => (index === 0 ? [bytes] : [comma, bytes]))
  const start = Buffer.from(`{"folder":${JSON.stringify(folder)},"stories":[`)
  return Buffer.concat([start, ...entries, Buffer.from(`],${end}`)])
}

function problemsOf(stories: readonly Summary[], isTooLong: boolean): string[] {
  const problems = stories.flatMap(({ troubles }) => troubles.map(({ words }) => words))
  if (isTooLong)
    problems.unshift('The phases of the oldest stories are left out: together they are too long.')
  return problems.length > MAX_PROBLEMS
    ? [...problems.slice(0, MAX_PROBLEMS), `${problems.length - MAX_PROBLEMS} more`]
    : problems
}

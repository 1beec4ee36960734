import type { ProgressView } from '../../../src/contract/index.ts'
import { clockTime } from '../judge/words.ts'
import { troubleSentence } from '../source/file-state.ts'
import { type Connection, type StoryState, viewOf } from '../source/state.ts'
import { Icon } from './Icon.tsx'

/** What hinders the page from seeing the story as it is, one sentence each. */
export function Notices({ state }: { state: StoryState }) {
  const view = viewOf(state.progress)
  const sentences = [
    connectionSentence(state.connection),
    troubleSentence(state.progress),
    troubleSentence(state.tasks),
    troubleSentence(state.run),
    ...(view ? problemSentences(view) : []),
  ].filter((sentence) => sentence !== undefined)
  return (
    <div class="notices" role="status">
      {sentences.map((sentence) => (
        <p class="notice" key={sentence}>
          <Icon name="error" />
          <bdi>{sentence}</bdi>
        </p>
      ))}
    </div>
  )
}

function connectionSentence(connection: Connection): string | undefined {
  if (connection.kind === 'lost-stream') {
    return `The live stream is down since ${clockTime(connection.sinceMs)}; asking every 2 s instead`
  }
  if (connection.kind !== 'unreachable') return undefined
  if (location.protocol === 'file:') {
    return 'This page was opened from disk, where a browser lets it read nothing beside it: run "story-monitor serve ." or "python3 -m http.server" in its folder and open the address that it prints'
  }
  return `The server can't be reached since ${clockTime(connection.sinceMs)}; trying again every 2 s`
}

function problemSentences(view: ProgressView): string[] {
  const [first, ...rest] = view.problems
  if (first === undefined) return []
  const others = rest.length === 0 ? '' : ` (and ${rest.length} more like it)`
  return [`_progress.json: ${first.slice(0, 200)}${others}`]
}

import type { LiveStatusView, ProgressView, TaskListView } from '../../../src/contract/index.ts'

/** Whether the writer's process is there, as the server or the report says. */
export type Writer = 'present' | 'gone' | 'unknown'

/** What is known of one file. `trouble` keeps the last good view, where there ever was one. */
export type FileState<View> =
  | { kind: 'loading' }
  | { kind: 'absent' }
  | { kind: 'good'; view: View }
  | { kind: 'trouble'; words: string; sinceMs: number; last: View | undefined }

/** How the page hears of changes. */
export type Connection =
  | { kind: 'connecting' }
  | { kind: 'live' }
  | { kind: 'polling' }
  | { kind: 'lost-stream'; sinceMs: number }
  | { kind: 'unreachable'; sinceMs: number }
  | { kind: 'report'; madeMs: number }

/** Everything that the page shows; replaced, never changed. */
export type StoryState = {
  connection: Connection
  progress: FileState<ProgressView>
  tasks: FileState<TaskListView>
  run: FileState<LiveStatusView>
  writer: Writer
  /** The same for the production run. */
  runWriter: Writer
  /** Counts the writer's signs of life. */
  beats: number
  /** Goes up when the skeleton is to be asked for again. */
  skeletonSignal: number
  /** False when the server says that the story has no skeleton file: then it isn't asked for. */
  skeletonListed: false | undefined
  /** Whether there is a plan to look at; undefined until somebody has looked. */
  hasSkeleton: boolean | undefined
  /** The skeleton of a report; undefined on a served page. */
  embeddedSkeleton: unknown
}

export const initialState: StoryState = {
  connection: { kind: 'connecting' },
  progress: { kind: 'loading' },
  tasks: { kind: 'loading' },
  run: { kind: 'loading' },
  writer: 'unknown',
  runWriter: 'unknown',
  beats: 0,
  skeletonSignal: 0,
  skeletonListed: undefined,
  hasSkeleton: undefined,
  embeddedSkeleton: undefined,
}

/** The view to show: the good one, or the last good one while there is trouble. */
export function viewOf<View>(state: FileState<View>): View | undefined {
  if (state.kind === 'good') return state.view
  return state.kind === 'trouble' ? state.last : undefined
}

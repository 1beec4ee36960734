import {
  LIVE_STATUS_FILENAME,
  PROGRESS_JSON_FILENAME,
  readLiveStatus,
  readProgress,
  readTaskList,
  SKELETON_JSON_FILENAME,
  TASKS_JSON_FILENAME,
} from '../../../src/contract/index.ts'
import { type Answer, ConditionalFile } from './conditional.ts'
import { nextFileState } from './file-state.ts'
import type { FileState, StoryState } from './state.ts'
import type { Store } from './store.ts'
import type { Witness } from './witness.ts'

const LIMIT_BYTES = 32 * 1024 * 1024
/** Hundreds of tasks change ten times a second; this often is as fast as a person reads, and still within a second. */
const TASKS_GAP_MS = 700

/** One small state file: how to ask for it, and whether it was there when last asked for. */
export type WatchedFile = {
  readonly name: string
  /** Asks once; a call during a question asks once more after it. @returns false when nobody answered */
  ask(): Promise<boolean>
  absent(): boolean
  /** Somebody who knows says that it isn't there: no request is needed. */
  gone(): void
}

/** The files of a story that this thread keeps; the skeleton, which can be large, is only told when to look. */
export type StoryFiles = {
  small: readonly WatchedFile[]
  lookAtSkeleton(): void
  /** Somebody who knows says that there is none: no request is needed. */
  noSkeleton(): void
  named(name: string): WatchedFile | undefined
}

/** @param witness of the story's progress @param runWitness of the production run */
export function storyFiles(store: Store<StoryState>, witness: Witness, runWitness: Witness): StoryFiles {
  const small = [
    watched(
      PROGRESS_JSON_FILENAME,
      witness,
      () => store.get().progress,
      readProgress,
      (progress) => {
        const alive = progress.kind === 'good' && witness.sees(progress.view)
        store.set({ progress, beats: store.get().beats + (alive ? 1 : 0) })
      },
    ),
    watched(
      TASKS_JSON_FILENAME,
      witness,
      () => store.get().tasks,
      readTaskList,
      (tasks) => store.set({ tasks }),
      TASKS_GAP_MS,
    ),
    watched(
      LIVE_STATUS_FILENAME,
      runWitness,
      () => store.get().run,
      readLiveStatus,
      (run) => {
        const alive = run.kind === 'good' && runWitness.sees(run.view)
        store.set({ run, beats: store.get().beats + (alive ? 1 : 0) })
      },
    ),
  ]
  return {
    small,
    lookAtSkeleton: () =>
      store.set({ skeletonSignal: store.get().skeletonSignal + 1, skeletonListed: undefined }),
    noSkeleton: () => store.set({ skeletonListed: false }),
    named: (name) => small.find((file) => file.name === name),
  }
}

function watched<View>(
  name: string,
  witness: Witness,
  get: () => FileState<View>,
  read: (value: unknown) => View | undefined,
  set: (state: FileState<View>) => void,
  gapMs = 0,
): WatchedFile {
  const file = new ConditionalFile(name, LIMIT_BYTES)
  let asking: Promise<boolean> | undefined
  let again = false
  let askedAt = Number.NEGATIVE_INFINITY

  const take = async (answer: Answer): Promise<void> => {
    // A file of megabytes is parsed, read and drawn in turns of their own: between them the page answers its reader. The
    // first time there is nothing yet to answer about, and he waits for the picture.
    const inTurns = answer.kind === 'json' && get().kind === 'good'
    if (inTurns) await nextTurn()
    const before = get()
    const after = nextFileState(name, before, answer, read)
    if (after === before) return
    if (inTurns) await nextTurn()
    set(after)
  }

  const once = async (): Promise<boolean> => {
    const early = gapMs - (performance.now() - askedAt)
    if (early > 0) await new Promise((resolve) => setTimeout(resolve, early))
    // What was asked for while waiting is answered by this question.
    again = false
    askedAt = performance.now()
    const answer = await file.ask()
    await take(answer)
    if (answer.kind !== 'unreachable') witness.contact(file.serverTimeMs)
    return again ? once() : answer.kind !== 'unreachable'
  }

  return {
    name,
    ask() {
      if (asking) {
        again = true
        return asking
      }
      asking = once().finally(() => {
        asking = undefined
      })
      return asking
    },
    absent: () => get().kind === 'absent',
    gone: () => void take({ kind: 'absent' }),
  }
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

export const isSkeleton = (name: string): boolean => name === SKELETON_JSON_FILENAME

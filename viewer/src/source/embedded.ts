import { ownValue, readProgress, readTaskList, timeOf } from '../../../src/contract/index.ts'
import { readSafely } from './read-safely.ts'
import type { FileState, StoryState } from './state.ts'

/**
 * The state that a report carries inside itself, or undefined on a served page. A report asks nothing of the network.
 */
export function embeddedState(): Partial<StoryState> | undefined {
  const text = document.getElementById('story-data')?.textContent
  if (text === undefined || text === null) return undefined
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch {
    data = undefined
  }
  const writer = ownValue(data, 'writer')
  return {
    connection: { kind: 'report', madeMs: timeOf(ownValue(data, 'made_ts')) ?? Date.now() },
    progress: fileOf(readSafely(ownValue(data, 'progress'), readProgress)),
    tasks: fileOf(readSafely(ownValue(data, 'tasks'), readTaskList)),
    run: { kind: 'absent' },
    writer: writer === 'gone' || writer === 'present' ? writer : 'unknown',
    embeddedSkeleton: ownValue(data, 'skeleton') ?? null,
  }
}

const fileOf = <View>(view: View | undefined): FileState<View> =>
  view === undefined ? { kind: 'absent' } : { kind: 'good', view }

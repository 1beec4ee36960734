/** One tracker's part in a story: the phases that it runs, and its calls of `run` and `mapTasks` that go on. */
type Part = { running: () => readonly string[]; open: Map<string, Shift> }
type Shift = { calls: number; pieces: number; sinceMs: number }

/** The open trackers of this process by story: two of them on one story are one worker for everybody else. */
const stories = new Map<string, Set<Part>>()

/**
 * The calls that work on the same phase of a story at once, of all the trackers of this process: the first of them starts
 * it and the last ends it.
 *
 * @param story names the story, and the process that it is written for, the same for every tracker of it
 * @param running the phases that this tracker runs
 */
export function shiftsOf(story: string, running: () => readonly string[]) {
  const own: Part = { running, open: new Map() }
  const parts = stories.get(story) ?? new Set()
  stories.set(story, parts.add(own))

  const shiftsOn = (phase: string): Shift[] => [...parts].flatMap((part) => part.open.get(phase) ?? [])

  return {
    /** One more call of this tracker, for so many pieces of work. */
    join(phase: string, pieces: number): void {
      const before = own.open.get(phase)
      own.open.set(phase, {
        calls: (before?.calls ?? 0) + 1,
        pieces: (before?.pieces ?? 0) + pieces,
        sinceMs: before?.sinceMs ?? performance.now(),
      })
    },
    leave(phase: string): void {
      const before = own.open.get(phase)
      if (before !== undefined && before.calls > 1)
        own.open.set(phase, { ...before, calls: before.calls - 1 })
      else own.open.delete(phase)
    },
    /** The phase is ended by hand. Where that is done in the only call that works on it, the call ends nothing more. */
    endByHand(phase: string): void {
      const calls = shiftsOn(phase).reduce((sum, shift) => sum + shift.calls, 0)
      if (calls === 1) own.open.delete(phase)
    },
    isOpen: (phase: string): boolean => shiftsOn(phase).length > 0,
    /** Whether a call of this very tracker goes on. */
    isOpenHere: (phase: string): boolean => own.open.has(phase),
    /** How many pieces all of them work on. */
    pieces: (phase: string): number => shiftsOn(phase).reduce((sum, { pieces }) => sum + pieces, 0),
    /** When the first of those that go on began, ms (monotonic). */
    sinceMs(phase: string): number | undefined {
      const shifts = shiftsOn(phase)
      return shifts.length === 0 ? undefined : Math.min(...shifts.map(({ sinceMs }) => sinceMs))
    },
    /** Whether another open tracker of this process runs a phase. */
    runsElsewhere: (phase: string): boolean =>
      [...parts].some((part) => part !== own && part.running().includes(phase)),
    /** The tracker leaves: what its calls still do is nothing to the others. */
    close(): void {
      own.open.clear()
      parts.delete(own)
      if (parts.size === 0 && stories.get(story) === parts) stories.delete(story)
    },
  }
}

/** The calls of one tracker that work on the same phase at once: the first of them starts it and the last ends it. */
export function shiftsOf() {
  const open = new Map<string, { calls: number; pieces: number }>()
  return {
    /** One more call, for so many pieces of work. @returns whether it is the first */
    join(phase: string, pieces: number): boolean {
      const { calls = 0, pieces: before = 0 } = open.get(phase) ?? {}
      open.set(phase, { calls: calls + 1, pieces: before + pieces })
      return calls === 0
    },
    leave(phase: string): void {
      const { calls = 1, pieces = 0 } = open.get(phase) ?? {}
      if (calls > 1) open.set(phase, { calls: calls - 1, pieces })
      else open.delete(phase)
    },
    isOpen: (phase: string): boolean => open.has(phase),
    /** How many pieces all of them work on. */
    pieces: (phase: string): number => open.get(phase)?.pieces ?? 0,
  }
}

/** The tracker beats this much more often than it promises, so that one late beat is no missed one. */
const BEATS_PER_PROMISE = 2.5
const LEAST_STUCK_SECONDS = 300

/**
 * The monotonic side of a story: since when its phases run and how long it has been without progress. No wall clock
 * comes in, so a clock that jumps changes nothing.
 *
 * @param heartbeatSeconds the promise, in seconds
 * @param beat called while a phase runs; its timer never keeps the process alive
 */
export function pulseOf(heartbeatSeconds: number, beat: () => void) {
  const started = new Map<string, number>()
  let lastProgress = performance.now()
  let longestQuiet = 0
  let longestRunSeconds = 0
  let timer: NodeJS.Timeout | undefined

  const seconds = (since: number) => (performance.now() - since) / 1000

  return {
    /** @param sinceMs when its work began (monotonic, ms), where that was earlier */
    start(phase: string, sinceMs = performance.now()): void {
      started.set(phase, sinceMs)
      longestQuiet = 0
      longestRunSeconds = 0
      timer ??= setInterval(beat, (heartbeatSeconds * 1000) / BEATS_PER_PROMISE).unref()
    },
    /** Ends a phase. @returns its seconds, or undefined when this process didn't start it */
    end(phase: string): number | undefined {
      const since = started.get(phase)
      started.delete(phase)
      if (started.size === 0) this.stop()
      return since === undefined ? undefined : seconds(since)
    },
    stop(): void {
      clearInterval(timer)
      timer = undefined
    },
    progressed(): void {
      longestQuiet = Math.max(longestQuiet, seconds(lastProgress))
      lastProgress = performance.now()
    },
    /** An earlier run of the phase took this long: being quiet for that long may be normal. */
    learn(runSeconds: number): void {
      longestRunSeconds = Math.max(longestRunSeconds, runSeconds)
    },
    isRunning: (phase: string): boolean => started.has(phase),
    running: (): readonly string[] => [...started.keys()],
    elapsedSeconds: (phase: string): number => seconds(started.get(phase) ?? performance.now()),
    durations: (): Map<string, number> =>
      new Map([...started].map(([phase, since]) => [phase, seconds(since)])),
    quietSeconds: (): number => seconds(lastProgress),
    /** Quiet for longer than this is not normal for what runs now: see the README on "stuck". */
    stuckAfterSeconds: (): number => Math.max(LEAST_STUCK_SECONDS, 3 * longestQuiet, 1.5 * longestRunSeconds),
  }
}

/** Seconds that something still needs: most likely, and the range that it should lie in eight times of ten. */
export type Eta = { seconds: number; lowSeconds: number; highSeconds: number }

/** What is known about one phase when its end is to be foretold. All durations in seconds. */
export type PhaseEvidence = {
  status: string
  elapsedSeconds?: number
  complete?: number
  total?: number
  /** Durations of the phase's tasks that have finished in this run, and how many run at once. */
  taskSeconds: readonly number[]
  /** How long the oldest task that is still active has taken by now. */
  oldestActiveSeconds?: number
  /** Durations of the whole phase in earlier runs of this workflow. */
  earlierSeconds: readonly number[]
}

/** The tenth and the ninetieth percentile of a normal distribution lie this many deviations from its mean. */
const EIGHT_OF_TEN = 1.2816
/** Fewer finished pieces than this are an anecdote. */
const LEAST_PIECES = 3
/** A task that takes this many times as long as the longest that finished hangs, or is of another kind. */
const HANGING = 3
/** No forecast is surer than this, as a part of what remains. */
const LEAST_SPREAD = 0.1

/**
 * How long a phase still needs: from its own pace once at least three of its pieces are done, else from earlier runs.
 *
 * The pace is the elapsed time over the pieces done; its spread follows from the deviation of the finished tasks over
 * the square root of the pieces that remain. From earlier runs, those that took longer than what has elapsed, it is the
 * median less what has elapsed, between their tenth and ninetieth percentile: a phase that takes longer than most did
 * is expected to take as long as the longest, and past those there is no forecast.
 *
 * A task that has been at work for longer than any that finished widens the range, and one that takes three times as long
 * takes the forecast back.
 *
 * @returns undefined while there is nothing better than a guess
 * @example phaseEta({ status: 'running', elapsedSeconds: 30, complete: 3, total: 6, taskSeconds: [], earlierSeconds: [] })
 */
export function phaseEta(evidence: PhaseEvidence): Eta | undefined {
  if (!['pending', 'running'].includes(evidence.status)) return { seconds: 0, lowSeconds: 0, highSeconds: 0 }
  if (hangs(evidence)) return undefined
  const eta = byPace(evidence)
  return eta === undefined ? byEarlierRuns(evidence) : widened(eta, evidence)
}

function byPace(evidence: PhaseEvidence): Eta | undefined {
  const { elapsedSeconds, complete, total, taskSeconds } = evidence
  if (evidence.status !== 'running' || elapsedSeconds === undefined) return undefined
  if (complete === undefined || total === undefined || complete < LEAST_PIECES || total < complete)
    return undefined
  const remaining = total - complete
  // All pieces are there and still it runs: its pace says nothing about the rest.
  if (remaining === 0) return undefined
  const seconds = (elapsedSeconds / complete) * remaining
  const deviation = variation(taskSeconds) / Math.sqrt(remaining)
  return around(seconds, Math.max(LEAST_SPREAD, EIGHT_OF_TEN * deviation))
}

/** A task that is longer at work than any that finished took may take as long again; one that hangs foretells nothing. */
const hangs = (evidence: PhaseEvidence): boolean => overdue(evidence) > HANGING

function widened(eta: Eta, evidence: PhaseEvidence): Eta {
  if (overdue(evidence) <= 1) return eta
  return { ...eta, highSeconds: Math.max(eta.highSeconds, evidence.oldestActiveSeconds ?? 0) }
}

/** How many times as long as the longest that finished the oldest active task has taken; 0 where too few have. */
function overdue({ taskSeconds, oldestActiveSeconds = 0 }: PhaseEvidence): number {
  const longest = Math.max(0, ...taskSeconds)
  return taskSeconds.length < LEAST_PIECES || longest === 0 ? 0 : oldestActiveSeconds / longest
}

function byEarlierRuns(evidence: PhaseEvidence): Eta | undefined {
  const elapsed = evidence.elapsedSeconds ?? 0
  const runs = evidence.earlierSeconds
    .filter((seconds) => seconds > elapsed)
    .sort((one, other) => one - other)
  if (runs.length < 2) return undefined
  const left = (seconds: number) => seconds - elapsed
  const middle = left(quantile(runs, 0.5))
  const spread = middle * LEAST_SPREAD
  return {
    seconds: middle,
    lowSeconds: Math.min(left(quantile(runs, 0.1)), middle - spread),
    highSeconds: Math.max(left(quantile(runs, 0.9)), middle + spread),
  }
}

/**
 * How long all phases together still need, one after the other: their middles added up, their spreads as independent.
 *
 * @returns undefined when one of them can't be foretold
 */
export function totalEta(phases: readonly (Eta | undefined)[]): Eta | undefined {
  let seconds = 0
  let below = 0
  let above = 0
  for (const eta of phases) {
    if (eta === undefined) return undefined
    seconds += eta.seconds
    below += (eta.seconds - eta.lowSeconds) ** 2
    above += (eta.highSeconds - eta.seconds) ** 2
  }
  return {
    seconds,
    lowSeconds: Math.max(0, seconds - Math.sqrt(below)),
    highSeconds: seconds + Math.sqrt(above),
  }
}

/**
 * How far earlier forecasts were off, as a part of what it really took: the median of the last twenty.
 *
 * @returns undefined for fewer than three
 * @example pastError([{ predicted: 9, actual: 10 }, { predicted: 11, actual: 10 }, { predicted: 10, actual: 10 }]) // 0.1
 */
export function pastError(
  forecasts: readonly { predicted: number; actual: number }[],
): { error: number; samples: number } | undefined {
  const last = forecasts.filter(({ actual }) => actual > 0).slice(-20)
  if (last.length < LEAST_PIECES) return undefined
  const errors = last.map(({ predicted, actual }) => Math.abs(predicted - actual) / actual)
  return {
    error: quantile(
      errors.sort((one, other) => one - other),
      0.5,
    ),
    samples: last.length,
  }
}

function around(seconds: number, spread: number): Eta {
  return { seconds, lowSeconds: Math.max(0, seconds * (1 - spread)), highSeconds: seconds * (1 + spread) }
}

/** Deviation over mean; a half where too few are known to tell. */
function variation(values: readonly number[]): number {
  if (values.length < LEAST_PIECES) return 0.5
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  if (mean === 0) return 0
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return Math.sqrt(squares / (values.length - 1)) / mean
}

/** Linear between the two nearest, as R's type 7 does. @param sorted ascending, not empty */
function quantile(sorted: readonly number[], part: number): number {
  const place = (sorted.length - 1) * part
  const below = sorted[Math.floor(place)] ?? 0
  const above = sorted[Math.ceil(place)] ?? below
  return below + (above - below) * (place - Math.floor(place))
}

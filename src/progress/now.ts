let lastMs = Number.NaN
let lastText = ''

/** The time, ISO 8601. A loop asks many times in a millisecond: what the time is called is worked out once for each. */
export function now(): string {
  const nowMs = Date.now()
  if (nowMs !== lastMs) {
    lastMs = nowMs
    lastText = new Date(nowMs).toISOString()
  }
  return lastText
}

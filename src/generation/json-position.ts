/** Where JSON text stops making sense, as `line 3, column 7`; the parser tells it only for some errors. */
export function jsonPosition(text: string): string {
  const upTo = text.slice(0, firstBadOffset(text)).split('\n')
  return `line ${upTo.length}, column ${(upTo.at(-1) ?? '').length + 1}`
}

/** The longest beginning that could still go on to be JSON, found by halving. */
function firstBadOffset(text: string): number {
  let good = 0
  let bad = text.length + 1
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2)
    if (couldGoOn(text.slice(0, middle))) good = middle
    else bad = middle
  }
  return good
}

function couldGoOn(start: string): boolean {
  try {
    JSON.parse(start)
    return true
  } catch (error) {
    const message = error instanceof Error ? error.message : ''
    const at = /at position (\d+)/.exec(message)?.[1]
    return at === undefined ? message.includes('end of JSON input') : Number(at) >= start.length
  }
}

const LEAST_LINES = 5
const LEAST_WORDS = 40
/** What must never be said on the air, whatever the generator thinks. */
const FORBIDDEN = [/as an? (ai|language) ?model/i, /\bhttps?:\/\//i]
const MOST_ALIKE = 0.5

/** Refuses what is no script at all: the next attempt is told why. */
export function demandScript(script: string): void {
  const lines = linesOf(script)
  const words = script.split(/\s+/).filter(Boolean).length
  if (words < LEAST_WORDS) throw new Error(`the script has ${words} words and needs ${LEAST_WORDS}`)
  if (lines.length < LEAST_LINES)
    throw new Error(`the script has ${lines.length} lines and needs ${LEAST_LINES}`)
}

/** What is measured of a script that is one, given the scripts before it. */
export function measureScript(script: string, before: readonly string[]) {
  const alike = before.some((other) => likeness(script, other) > MOST_ALIKE)
  return {
    validation_passed: /[.!?]\s*$/.test(script.trim()),
    repetition_flagged: alike,
    critical_violations: FORBIDDEN.filter((phrase) => phrase.test(script)).length,
  }
}

const linesOf = (script: string): string[] => script.split('\n').filter((line) => line.trim() !== '')

/** The share of lines that two scripts have in common. */
function likeness(one: string, other: string): number {
  const lines = new Set(linesOf(one))
  const common = linesOf(other).filter((line) => lines.has(line)).length
  return common / Math.max(1, lines.size)
}

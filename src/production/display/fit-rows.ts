/** A part of what is shown, and how soon it gives way where there are too few rows: the lowest first, without one last. */
export type Part = { lines: readonly string[]; givesWay?: number }

/**
 * Parts as lines, no more than there are rows: what matters least loses its lines from the end, and of what must stay the
 * longest does.
 *
 * @example fitRows([{ lines: ['bar'] }, { lines: ['last error', 'goes on'], givesWay: 1 }], 2) // ['bar', 'last error']
 */
export function fitRows(parts: readonly Part[], rows: number): string[] {
  const kept = parts.map(({ lines, givesWay = Number.POSITIVE_INFINITY }) => ({
    lines: [...lines],
    givesWay,
  }))
  const height = () => kept.reduce((sum, { lines }) => sum + lines.length, 0)
  while (height() > Math.max(1, rows)) {
    const [least] = kept
      .filter(({ lines }) => lines.length > 0)
      .sort((one, other) => compare(one.givesWay, other.givesWay) || other.lines.length - one.lines.length)
    least?.lines.pop()
  }
  return kept.flatMap(({ lines }) => lines)
}

/** Two infinities are equal; their difference is no number. */
const compare = (one: number, other: number): number => (one === other ? 0 : one - other)

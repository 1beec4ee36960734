/** One line of the table that `npm run bench` prints. */
export type Row = { figure: string; bar: string; measured: string; met: boolean }

/** `quick`: fewer rounds, for a look; `minutes`: how long the idle page is watched. */
export type BenchOptions = { quick: boolean; minutes: number }

/** A benchmark: measures, and its peers in the same run. */
export type Bench = { name: string; run(options: BenchOptions): Promise<Row[]> }

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((one, other) => one - other)
  const middle = sorted.length / 2
  const [below, above] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]]
  if (below === undefined || above === undefined) throw new Error('there is no median of nothing')
  return (below + above) / 2
}

/** The value that a share of the numbers, from 0 to 1, does not exceed. */
export function share(numbers: readonly number[], part: number): number {
  const sorted = [...numbers].sort((one, other) => one - other)
  const found = sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)]
  if (found === undefined) throw new Error('there is no share of nothing')
  return found
}

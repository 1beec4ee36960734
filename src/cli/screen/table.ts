import { clean } from '../../host/index.ts'

/**
 * Aligned columns for a terminal; the last column is left as long as it is.
 *
 * @example table(['A', 'B'], [['1', 'two']]) // ['A  B', '1  two']
 */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const lines = [head, ...rows.map((row) => row.map(clean))]
  const widths = head.map((_, column) => Math.max(...lines.map((line) => [...(line[column] ?? '')].length)))
  return lines.map((line) =>
    line
      .map((text, column) => text + ' '.repeat((widths[column] ?? 0) - [...text].length))
      .join('  ')
      .trimEnd(),
  )
}

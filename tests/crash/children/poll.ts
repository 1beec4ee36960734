import { isDictionary, readProgress } from '../../../src/contract/index.ts'
import { readJsonFile } from '../../../src/files/index.ts'

/** Reads files again and again until it is told to end; then it tells how often, and which reads were not whole. */
const paths = process.argv.slice(2)
const there = new Set<string>()
const faults: string[] = []
let reads = 0

/** A filled file says how long its filler is; a story has to read without a problem. */
function faultOf(value: unknown): string | undefined {
  if (!isDictionary(value)) return 'no object'
  if ('filler' in value)
    return String(value['filler']).length === value['size'] ? undefined : 'a wrong length'
  const view = readProgress(value)
  if (view?.updatedMs === undefined || !Object.hasOwn(value, 'phases')) return 'a story without its keys'
  return view.problems[0]
}

function look(path: string): void {
  try {
    const file = readJsonFile(path)
    reads += 1
    // Once it is there, it never goes: not even for the moment of a replacement.
    const fault = file === undefined ? (there.has(path) ? 'it is gone' : undefined) : faultOf(file.value)
    if (file !== undefined) there.add(path)
    if (fault !== undefined) faults.push(`${path}: ${fault}`)
  } catch (error) {
    faults.push(String(error))
  }
}

function round(): void {
  for (const path of paths) look(path)
  setTimeout(round, 3)
}

process.on('SIGTERM', () => {
  process.stdout.write(`${JSON.stringify({ reads, faults: faults.slice(0, 20) })}\n`, () => process.exit(0))
})
round()
process.stdout.write('polling\n')

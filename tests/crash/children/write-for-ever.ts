import { writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { sweepOrphans, writeFileAtomic } from '../../../src/files/index.ts'

/** Replaces a file for ever with contents of very different lengths (or as often as it is told); it says when it begins. */
const [path = '', times = 'Infinity'] = process.argv.slice(2)
sweepOrphans(dirname(path))
writeSync(1, 'writing\n')
for (let written = 0; written < Number(times); written += 1) {
  const size = Math.floor(Math.random() ** 3 * 150_000)
  writeFileAtomic(path, JSON.stringify({ size, filler: String(written % 10).repeat(size) }))
}

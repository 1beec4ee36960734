import { renameSync, symlinkSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'

/** Swaps a folder and a symbolic link to another place, as fast as it goes, until it is killed. */
const [root = '', outside = ''] = process.argv.slice(2)
const place = join(root, 'cards')
const aside = join(root, 'aside')
process.stdout.write('swapping\n')
for (;;) {
  renameSync(place, aside)
  symlinkSync(outside, place)
  unlinkSync(place)
  renameSync(aside, place)
}

import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Takes the files away that were made longest ago, until no more than a number and a size of them are left. */
export function makeRoom(folder: string, most: { files: number; bytes: number }): void {
  const found = readdirSync(folder)
    .flatMap((name) => {
      const stat = statSync(join(folder, name), { throwIfNoEntry: false })
      return stat === undefined ? [] : [{ name, size: stat.size, at: stat.mtimeMs }]
    })
    .sort((one, other) => other.at - one.at)
  let bytes = 0
  for (const [index, { name, size }] of found.entries()) {
    bytes += size
    if (index >= most.files || bytes > most.bytes) rmSync(join(folder, name), { force: true })
  }
}

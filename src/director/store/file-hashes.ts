import { z } from 'zod'
import type { Database } from './database.ts'

const fileRow = z.object({ path: z.string(), stamp: z.string(), hash: z.string() })

/**
 * What this process has read of the table. One version of a file has one hash, so nothing here can be outdated by
 * another process; at worst it isn't known yet.
 */
type Known = { files: Map<string, { stamp: string; hash: string }>; folders: Set<string> }

const kept = new WeakMap<Database, Known>()
const MAX_FILES = 50_000

function knownIn(db: Database): Known {
  const known = kept.get(db) ?? { files: new Map(), folders: new Set() }
  kept.set(db, known)
  if (known.files.size > MAX_FILES) {
    known.files.clear()
    known.folders.clear()
  }
  return known
}

/** A file's hash from the last time that it was read, while its stamp is the same. */
export function keptHash(db: Database, path: string, stamp: string, read: () => string | undefined): string {
  const { files } = knownIn(db)
  const known = files.get(path)
  if (known?.stamp === stamp) return known.hash
  const row = db.get('SELECT path, stamp, hash FROM file_hashes WHERE path = ? AND stamp = ?', path, stamp)
  if (row !== undefined) {
    const { hash } = fileRow.parse(row)
    files.set(path, { stamp, hash })
    return hash
  }
  const hash = read() ?? ''
  keepHash(db, path, stamp, hash)
  return hash
}

export function keepHash(db: Database, path: string, stamp: string, hash: string): void {
  db.run('INSERT OR REPLACE INTO file_hashes VALUES (?, ?, ?)', path, stamp, hash)
  knownIn(db).files.set(path, { stamp, hash })
}

/** All hashes that are known of the files in a folder, in one look. */
export function hashesBelow(
  db: Database,
  folder: string,
): (path: string, stamp: string) => string | undefined {
  const { files, folders } = knownIn(db)
  if (!folders.has(folder)) {
    // A slash is followed by a zero: everything between is below the folder.
    const sql = 'SELECT path, stamp, hash FROM file_hashes WHERE path > ? AND path < ?'
    for (const row of db.all(sql, `${folder}/`, `${folder}0`)) {
      const { path, stamp, hash } = fileRow.parse(row)
      files.set(path, { stamp, hash })
    }
    folders.add(folder)
  }
  return (path, stamp) => {
    const known = files.get(path)
    return known?.stamp === stamp ? known.hash : undefined
  }
}

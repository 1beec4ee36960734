import { z } from 'zod'
import type { Database } from './database.ts'

const hashRow = z.object({ hash: z.string() })

/** A file's hash from the last time that it was read, while its stamp is the same. */
export function keptHash(db: Database, path: string, stamp: string, read: () => string | undefined): string {
  const row = db.get('SELECT hash FROM file_hashes WHERE path = ? AND stamp = ?', path, stamp)
  if (row !== undefined) return hashRow.parse(row).hash
  const hash = read() ?? ''
  keepHash(db, path, stamp, hash)
  return hash
}

export function keepHash(db: Database, path: string, stamp: string, hash: string): void {
  db.run('INSERT OR REPLACE INTO file_hashes VALUES (?, ?, ?)', path, stamp, hash)
}

const fileRow = z.object({ path: z.string(), stamp: z.string(), hash: z.string() })

/** All hashes that are known of the files in a folder, in one look. */
export function hashesBelow(
  db: Database,
  folder: string,
): (path: string, stamp: string) => string | undefined {
  const known = new Map<string, string>()
  // A slash is followed by a zero: everything between is below the folder.
  const sql = 'SELECT path, stamp, hash FROM file_hashes WHERE path > ? AND path < ?'
  for (const found of db.all(sql, `${folder}/`, `${folder}0`)) {
    const { path, stamp, hash } = fileRow.parse(found)
    known.set(`${stamp} ${path}`, hash)
  }
  return (path, stamp) => known.get(`${stamp} ${path}`)
}

import { z } from 'zod'
import type { Database } from './database.ts'

const valueRow = z.object({ value: z.string() })

/**
 * Something about this database that is made once and kept.
 *
 * @example setting(db, 'secret', () => randomBytes(32).toString('hex'))
 */
export function setting(db: Database, key: 'secret' | 'queue', fresh: () => string): string {
  const sql = 'SELECT value FROM settings WHERE key = ?'
  const known = db.get(sql, key)
  if (known !== undefined) return valueRow.parse(known).value
  db.run('INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT DO NOTHING', key, fresh())
  return valueRow.parse(db.get(sql, key)).value
}

import { z } from 'zod'
import type { Database } from './database.ts'
import type { Role } from './users.ts'

/** Who is at the other end of a request. */
export type Person = { id: number; name: string; displayName: string; role: Role }

const personRow = z.object({
  id: z.number(),
  name: z.string(),
  display_name: z.string(),
  role: z.enum(['director', 'viewer']),
})

export function insertSession(db: Database, tokenHash: string, userId: number, expiresMs: number): void {
  db.run('DELETE FROM sessions WHERE expires_ms <= ?', Date.now())
  db.run(
    'INSERT INTO sessions (token_hash, user_id, expires_ms) VALUES (?, ?, ?)',
    tokenHash,
    userId,
    expiresMs,
  )
}

/** @returns undefined when there is no such session, it is over, or its user is disabled */
export function personOf(db: Database, tokenHash: string): Person | undefined {
  const row = db.get(
    `SELECT users.id, name, display_name, role FROM sessions JOIN users ON users.id = user_id
     WHERE token_hash = ? AND expires_ms > ? AND disabled = 0`,
    tokenHash,
    Date.now(),
  )
  if (row === undefined) return undefined
  const { id, name, display_name, role } = personRow.parse(row)
  return { id, name, displayName: display_name, role }
}

export function deleteSession(db: Database, tokenHash: string): void {
  db.run('DELETE FROM sessions WHERE token_hash = ?', tokenHash)
}

import { z } from 'zod'
import { StoryMonitorError } from '../../errors.ts'
import type { Database } from './database.ts'

export type Role = 'director' | 'viewer'

const userRow = z
  .object({
    id: z.number(),
    name: z.string(),
    display_name: z.string(),
    role: z.enum(['director', 'viewer']),
    password_hash: z.string(),
    disabled: z.number(),
    created_at: z.string(),
  })
  .transform((row) => ({
    id: row.id,
    name: row.name,
    displayName: row.display_name,
    role: row.role,
    passwordHash: row.password_hash,
    disabled: row.disabled === 1,
    createdAt: row.created_at,
  }))

export type User = z.infer<typeof userRow>

const COLUMNS = 'id, name, display_name, role, password_hash, disabled, created_at'

/** @throws StoryMonitorError INVALID_ARGUMENT when the name is taken */
export function insertUser(
  db: Database,
  user: { name: string; displayName: string; role: Role; passwordHash: string },
): void {
  const sql = `INSERT INTO users (name, display_name, role, password_hash, created_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (name) DO NOTHING`
  const at = new Date().toISOString()
  if (db.run(sql, user.name, user.displayName, user.role, user.passwordHash, at).changes > 0) return
  const next =
    userNamed(db, user.name)?.disabled === true
      ? `who is disabled. Take another name, or let them in again: story-monitor director user enable ${user.name}`
      : `already. Take another name, or change the password: story-monitor director user passwd ${user.name}`
  throw new StoryMonitorError('INVALID_ARGUMENT', `There is a user ${user.name} ${next}`)
}

export function userNamed(db: Database, name: string): User | undefined {
  const row = db.get(`SELECT ${COLUMNS} FROM users WHERE name = ?`, name)
  return row === undefined ? undefined : userRow.parse(row)
}

export const allUsers = (db: Database): User[] =>
  db.all(`SELECT ${COLUMNS} FROM users ORDER BY name`).map((row) => userRow.parse(row))

/** Ends the user's sessions too: whoever learned the old password is out. */
export function setPassword(db: Database, userId: number, passwordHash: string): void {
  db.transaction(() => {
    db.run('UPDATE users SET password_hash = ? WHERE id = ?', passwordHash, userId)
    db.run('DELETE FROM sessions WHERE user_id = ?', userId)
  })
}

/** @returns false when the user could log in already */
export const enableUser = (db: Database, userId: number): boolean =>
  db.run('UPDATE users SET disabled = 0 WHERE id = ? AND disabled = 1', userId).changes > 0

/** What the user decided stays; only the way in is closed. */
export function disableUser(db: Database, userId: number): void {
  db.transaction(() => {
    db.run('UPDATE users SET disabled = 1 WHERE id = ?', userId)
    db.run('DELETE FROM sessions WHERE user_id = ?', userId)
  })
}

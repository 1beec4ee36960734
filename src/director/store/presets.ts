import { z } from 'zod'
import type { Database } from './database.ts'

const presetRow = z.object({ id: z.number(), name: z.string(), text: z.string(), by: z.string() })

/** A piece of a prompt with a name, to be put into any prompt of the project. */
export type Preset = z.infer<typeof presetRow>

/** @returns false when there is one of that name already */
export function addPreset(db: Database, preset: { name: string; text: string; userId: number }): boolean {
  const sql = 'INSERT INTO presets (name, text, user_id, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING'
  return db.run(sql, preset.name, preset.text, preset.userId, new Date().toISOString()).changes > 0
}

/** @returns the name of the preset that was removed, or undefined when there was none */
export function removePreset(db: Database, id: number): string | undefined {
  const row = db.get('DELETE FROM presets WHERE id = ? RETURNING name', id)
  return row === undefined ? undefined : z.object({ name: z.string() }).parse(row).name
}

/** All presets, by name. */
export const allPresets = (db: Database): Preset[] =>
  db
    .all(
      `SELECT presets.id, presets.name, text, display_name AS by FROM presets JOIN users ON users.id = user_id
       ORDER BY presets.name COLLATE NOCASE`,
    )
    .map((row) => presetRow.parse(row))

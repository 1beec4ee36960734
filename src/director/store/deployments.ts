import { z } from 'zod'
import type { Database } from './database.ts'

const deploymentRow = z.object({ url: z.string(), platform: z.string(), by: z.string(), at: z.string() })

export type DeploymentEntry = z.infer<typeof deploymentRow>

export function addDeployment(
  db: Database,
  entry: { stream: string; url: string; platform: string; userId: number; at: string },
): void {
  const sql = 'INSERT INTO deployments (stream, url, platform, user_id, at) VALUES (?, ?, ?, ?, ?)'
  db.run(sql, entry.stream, entry.url, entry.platform, entry.userId, entry.at)
}

/** The log of one stream, newest first. */
export const deploymentsOf = (db: Database, stream: string): DeploymentEntry[] =>
  db
    .all(
      `SELECT url, platform, display_name AS by, at FROM deployments JOIN users ON users.id = user_id
       WHERE stream = ? ORDER BY deployments.id DESC LIMIT 200`,
      stream,
    )
    .map((row) => deploymentRow.parse(row))

import { z } from 'zod'
import type { Database } from './database.ts'

const deploymentRow = z.object({
  url: z.string(),
  platform: z.string(),
  by: z.string(),
  at: z.string(),
  fault: z.string(),
})

/** A deployment, or one that failed: then `fault` says why, and there is no address. */
export type DeploymentEntry = z.infer<typeof deploymentRow>

export function addDeployment(
  db: Database,
  entry: { stream: string; url: string; platform: string; userId: number; at: string },
): void {
  const sql = 'INSERT INTO deployments (stream, url, platform, user_id, at) VALUES (?, ?, ?, ?, ?)'
  db.run(sql, entry.stream, entry.url, entry.platform, entry.userId, entry.at)
}

/** The log of one stream, newest first, with what failed. */
export const deploymentsOf = (db: Database, stream: string): DeploymentEntry[] =>
  db
    .all(
      `SELECT url, platform, display_name AS by, at, '' AS fault FROM deployments JOIN users ON users.id = user_id
       WHERE stream = ?
       UNION ALL SELECT '', '', display_name, at, detail FROM events JOIN users ON users.id = user_id
       WHERE stream = ? AND kind = 'could not deploy'
       ORDER BY at DESC LIMIT 200`,
      stream,
      stream,
    )
    .map((row) => deploymentRow.parse(row))

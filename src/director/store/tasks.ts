import { z } from 'zod'
import type { Database } from './database.ts'

const taskRow = z
  .object({
    id: z.number(),
    stream: z.string(),
    segment: z.string(),
    kind: z.enum(['keyframe', 'video']),
    status: z.enum(['queued', 'running', 'done', 'failed', 'canceled']),
    attempts: z.number(),
    progress: z.number(),
    message: z.string(),
    owner: z.string(),
    created_at: z.string(),
    finished_at: z.string(),
  })
  .transform(({ created_at, finished_at, ...row }) => ({
    ...row,
    createdAt: created_at,
    finishedAt: finished_at,
  }))

/** One generation. `owner` is the process that runs it, as JSON of its identity. */
export type Task = z.infer<typeof taskRow>

const SELECT = `SELECT id, stream, segment, kind, status, attempts, progress, message, owner, created_at, finished_at
  FROM tasks`
const rows = (found: unknown[]): Task[] => found.map((row) => taskRow.parse(row))

/** @returns false when there is one for this file already that has not ended */
export function enqueue(
  db: Database,
  task: Pick<Task, 'stream' | 'segment' | 'kind'>,
  userId: number,
): boolean {
  const sql = `INSERT INTO tasks (stream, segment, kind, status, user_id, created_at) VALUES (?, ?, ?, 'queued', ?, ?)
    ON CONFLICT DO NOTHING`
  return db.run(sql, task.stream, task.segment, task.kind, userId, new Date().toISOString()).changes > 0
}

/** Takes the oldest queued task of a kind: only one process gets it. */
export function claim(db: Database, kind: Task['kind'], owner: string): Task | undefined {
  const row = db.get(
    `UPDATE tasks SET status = 'running', owner = ?, attempts = attempts + 1, progress = 0, message = ''
     WHERE id = (SELECT id FROM tasks WHERE status = 'queued' AND kind = ? ORDER BY id LIMIT 1)
     RETURNING id, stream, segment, kind, status, attempts, progress, message, owner, created_at, finished_at`,
    owner,
    kind,
  )
  return row === undefined ? undefined : taskRow.parse(row)
}

/** Only a running task ends: one that was canceled meanwhile stays canceled. */
export function finish(db: Database, id: number, status: 'done' | 'failed', message: string): boolean {
  const sql = `UPDATE tasks SET status = ?, message = ?, progress = CASE ? WHEN 'done' THEN 100 ELSE progress END,
    finished_at = ? WHERE id = ? AND status = 'running'`
  return db.run(sql, status, message, status, new Date().toISOString(), id).changes > 0
}

export function tellProgress(db: Database, id: number, progress: number): void {
  db.run("UPDATE tasks SET progress = ? WHERE id = ? AND status = 'running'", progress, id)
}

export function requeue(db: Database, id: number): void {
  db.run("UPDATE tasks SET status = 'queued', owner = '' WHERE id = ? AND status = 'running'", id)
}

export function cancel(db: Database, id: number): boolean {
  const sql =
    "UPDATE tasks SET status = 'canceled', finished_at = ? WHERE id = ? AND status IN ('queued', 'running')"
  return db.run(sql, new Date().toISOString(), id).changes > 0
}

export const setOwner = (db: Database, id: number, owner: string): void =>
  void db.run('UPDATE tasks SET owner = ? WHERE id = ?', owner, id)

export const runningTasks = (db: Database): Task[] =>
  rows(db.all(`${SELECT} WHERE status = 'running' ORDER BY id`))

/** The tasks of a stream, newest first. */
export const tasksOf = (db: Database, stream: string): Task[] =>
  rows(db.all(`${SELECT} WHERE stream = ? ORDER BY id DESC LIMIT 500`, stream))

/** The newest task of one file. */
export function lastTask(db: Database, thing: Pick<Task, 'stream' | 'segment' | 'kind'>): Task | undefined {
  const sql = `${SELECT} WHERE stream = ? AND segment = ? AND kind = ? ORDER BY id DESC LIMIT 1`
  return rows(db.all(sql, thing.stream, thing.segment, thing.kind))[0]
}

export const taskWith = (db: Database, id: number): Task | undefined =>
  rows(db.all(`${SELECT} WHERE id = ?`, id))[0]

export const activeCount = (db: Database): number =>
  z
    .object({ count: z.number() })
    .parse(db.get("SELECT count(*) AS count FROM tasks WHERE status IN ('queued', 'running')")).count

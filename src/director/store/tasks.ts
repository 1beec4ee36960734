import { z } from 'zod'
import type { Database } from './database.ts'
import { addDeployment } from './deployments.ts'
import { addEvent } from './events.ts'
import { setOrigin } from './origins.ts'

const taskRow = z
  .object({
    id: z.number(),
    stream: z.string(),
    segment: z.string(),
    kind: z.enum(['keyframe', 'video', 'deploy']),
    status: z.enum(['queued', 'running', 'done', 'failed', 'canceled']),
    attempts: z.number(),
    progress: z.number(),
    message: z.string(),
    owner: z.string(),
    user_id: z.number(),
    by: z.string(),
    created_at: z.string(),
    started_at: z.string(),
    finished_at: z.string(),
  })
  .transform(({ user_id, created_at, started_at, finished_at, ...row }) => ({
    ...row,
    userId: user_id,
    createdAt: created_at,
    startedAt: started_at,
    finishedAt: finished_at,
  }))

/**
 * One generation or deployment; a deployment has no segment. `message` holds the last lines while it runs, and why it
 * failed. `owner` is who carries it out, as text of the queue's own.
 */
export type Task = z.infer<typeof taskRow>

export type TaskKind = Task['kind']

/** What somebody asks for. Only one task of the same three may be under way. */
export type NewTask = Pick<Task, 'stream' | 'segment' | 'kind'>

/** One attempt at a task: what an earlier attempt says later doesn't count. */
export type Attempt = Pick<Task, 'id' | 'attempts'>

/** What came of a task: the file that stands there now and what it was made from, or where the stream is online. */
export type Made =
  | { kind: 'file'; fileHash: string; sourceHash: string }
  | { kind: 'deployed'; url: string; platform: string; at: string }

const COLUMNS = `id, stream, segment, kind, status, attempts, progress, message, owner, user_id,
  (SELECT display_name FROM users WHERE users.id = user_id) AS by, created_at, started_at, finished_at`
const SELECT = `SELECT ${COLUMNS} FROM tasks`
const rows = (found: unknown[]): Task[] => found.map((row) => taskRow.parse(row))
const now = () => new Date().toISOString()

/** @returns false when there is one for this file already that has not ended */
export function enqueue(db: Database, task: NewTask, userId: number): boolean {
  const sql = `INSERT INTO tasks (stream, segment, kind, status, user_id, created_at) VALUES (?, ?, ?, 'queued', ?, ?)
    ON CONFLICT DO NOTHING`
  return db.run(sql, task.stream, task.segment, task.kind, userId, now()).changes > 0
}

/** Takes the oldest queued task of a kind: only one process gets it. */
export function claim(db: Database, kind: TaskKind, owner: string): Task | undefined {
  const row = db.get(
    `UPDATE tasks SET status = 'running', owner = ?, attempts = attempts + 1, progress = 0, message = '', started_at = ?
     WHERE id = (SELECT id FROM tasks WHERE status = 'queued' AND kind = ? ORDER BY id LIMIT 1)
     RETURNING ${COLUMNS}`,
    owner,
    now(),
    kind,
  )
  return row === undefined ? undefined : taskRow.parse(row)
}

/** @returns false when the attempt is over: canceled, or given to somebody else */
export function tellProgress(db: Database, attempt: Attempt, percent: number, message: string): boolean {
  const sql = `UPDATE tasks SET progress = ?, message = ? WHERE id = ? AND attempts = ? AND status = 'running'`
  return db.run(sql, percent, message, attempt.id, attempt.attempts).changes > 0
}

/** The task is done, and what came of it is known. @returns false when the attempt was over already */
export function finish(db: Database, attempt: Attempt & NewTask, made: Made, message = ''): boolean {
  const { id, attempts, stream, segment, kind } = attempt
  return db.transaction(() => {
    const sql = `UPDATE tasks SET status = 'done', message = ?, progress = 100, finished_at = ?
      WHERE id = ? AND attempts = ? AND status = 'running'`
    const isDone = db.run(sql, message, now(), id, attempts).changes > 0
    // A file that came in spite of a cancel is there all the same.
    if (made.kind === 'file' && kind !== 'deploy') {
      setOrigin(db, { stream, segment, checkpoint: kind, fileHash: made.fileHash }, made.sourceHash)
    }
    const userId = made.kind === 'deployed' && isDone ? taskWith(db, id)?.userId : undefined
    if (made.kind === 'deployed' && userId !== undefined) {
      addDeployment(db, { stream, url: made.url, platform: made.platform, userId, at: made.at })
    }
    return isDone
  })
}

/** @returns false when the attempt was over already: a canceled task stays canceled */
export function fail(db: Database, { id, attempts }: Attempt, reason: string): boolean {
  const sql = `UPDATE tasks SET status = 'failed', message = ?, finished_at = ?
    WHERE id = ? AND attempts = ? AND status = 'running'`
  return db.transaction(() => {
    const isFailed = db.run(sql, reason, now(), id, attempts).changes > 0
    const task = isFailed ? taskWith(db, id) : undefined
    if (task?.kind === 'deploy') {
      const [detail = ''] = reason.trim().split('\n').slice(-1)
      addEvent(db, { userId: task.userId, kind: 'could not deploy', stream: task.stream, detail })
    }
    return isFailed
  })
}

/** Puts a running task back for another attempt. @param isUntried it was given up on purpose, which counts as no attempt */
export function requeue(db: Database, { id, attempts }: Attempt, isUntried: boolean): boolean {
  const sql = `UPDATE tasks SET status = 'queued', progress = 0, message = '', attempts = attempts - ?
    WHERE id = ? AND attempts = ? AND status = 'running'`
  return db.run(sql, isUntried ? 1 : 0, id, attempts).changes > 0
}

export function cancel(db: Database, id: number): boolean {
  const sql =
    "UPDATE tasks SET status = 'canceled', finished_at = ? WHERE id = ? AND status IN ('queued', 'running')"
  return db.run(sql, now(), id).changes > 0
}

export const setOwner = (db: Database, id: number, owner: string): void =>
  void db.run('UPDATE tasks SET owner = ? WHERE id = ?', owner, id)

/** What an attempt elsewhere is known to do: the task runs there, as far as it says. */
export function mirror(db: Database, { id, attempts }: Attempt, percent: number, message: string): void {
  db.run(
    `UPDATE tasks SET status = 'running', attempts = ?, progress = ?, message = ?,
       started_at = CASE WHEN attempts = ? AND started_at <> '' THEN started_at ELSE ? END
     WHERE id = ? AND status IN ('queued', 'running')`,
    attempts,
    percent,
    message,
    attempts,
    now(),
    id,
  )
}

export const runningTasks = (db: Database): Task[] =>
  rows(db.all(`${SELECT} WHERE status = 'running' ORDER BY id`))

/** Everything that is queued or running, oldest first. */
export const activeTasks = (db: Database): Task[] =>
  rows(db.all(`${SELECT} WHERE status IN ('queued', 'running') ORDER BY id`))

/** The tasks of a stream, newest first. */
export const tasksOf = (db: Database, stream: string): Task[] =>
  rows(db.all(`${SELECT} WHERE stream = ? ORDER BY id DESC LIMIT 500`, stream))

/** The newest task of each file of a kind: a stream may have a thousand. */
export const newestTasks = (db: Database, stream: string, kind: TaskKind): Task[] =>
  rows(
    db.all(
      `${SELECT} WHERE id IN (SELECT max(id) FROM tasks WHERE stream = ? AND kind = ? GROUP BY segment)`,
      stream,
      kind,
    ),
  )

/** The newest task of one file, or the newest deployment. */
export function lastTask(db: Database, thing: NewTask): Task | undefined {
  const sql = `${SELECT} WHERE stream = ? AND segment = ? AND kind = ? ORDER BY id DESC LIMIT 1`
  return rows(db.all(sql, thing.stream, thing.segment, thing.kind))[0]
}

export const taskWith = (db: Database, id: number): Task | undefined =>
  rows(db.all(`${SELECT} WHERE id = ?`, id))[0]

const fileRow = z.object({ stream: z.string(), kind: z.string(), segment: z.string() })

/** Of which files there is a task under way, each as `stream/kind/segment`. */
export const activeFiles = (db: Database): ReadonlySet<string> =>
  new Set(
    db
      .all("SELECT stream, kind, segment FROM tasks WHERE status IN ('queued', 'running')")
      .map((row) => fileRow.parse(row))
      .map(({ stream, kind, segment }) => `${stream}/${kind}/${segment}`),
  )

export const activeCount = (db: Database): number =>
  z
    .object({ count: z.number() })
    .parse(db.get("SELECT count(*) AS count FROM tasks WHERE status IN ('queued', 'running')")).count

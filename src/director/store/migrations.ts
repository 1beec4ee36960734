/**
 * The whole schema, step by step. A step that was published is never changed: a new one is added. The database's
 * user_version says how many have run.
 */
export const MIGRATIONS: readonly string[] = [
  `CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

   CREATE TABLE users (
     id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE, display_name TEXT NOT NULL,
     role TEXT NOT NULL CHECK (role IN ('director', 'viewer')), password_hash TEXT NOT NULL,
     disabled INTEGER NOT NULL DEFAULT 0, created_at TEXT NOT NULL) STRICT;

   CREATE TABLE sessions (
     token_hash TEXT PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users(id), expires_ms INTEGER NOT NULL) STRICT;
   CREATE INDEX sessions_of_user ON sessions (user_id);

   CREATE TABLE decisions (
     id INTEGER PRIMARY KEY, stream TEXT NOT NULL, segment TEXT NOT NULL, checkpoint TEXT NOT NULL,
     verdict TEXT NOT NULL, note TEXT NOT NULL, user_id INTEGER NOT NULL REFERENCES users(id), at TEXT NOT NULL,
     file_hash TEXT NOT NULL, source_hash TEXT NOT NULL) STRICT;
   CREATE INDEX decisions_of_stream ON decisions (stream, id);

   CREATE TABLE origins (
     stream TEXT NOT NULL, segment TEXT NOT NULL, checkpoint TEXT NOT NULL, file_hash TEXT NOT NULL,
     source_hash TEXT NOT NULL, PRIMARY KEY (stream, segment, checkpoint, file_hash)) STRICT, WITHOUT ROWID;

   CREATE TABLE file_hashes (path TEXT PRIMARY KEY, stamp TEXT NOT NULL, hash TEXT NOT NULL) STRICT, WITHOUT ROWID;

   CREATE TABLE tasks (
     id INTEGER PRIMARY KEY, stream TEXT NOT NULL, segment TEXT NOT NULL, kind TEXT NOT NULL,
     status TEXT NOT NULL CHECK (status IN ('queued', 'running', 'done', 'failed', 'canceled')),
     attempts INTEGER NOT NULL DEFAULT 0, progress INTEGER NOT NULL DEFAULT 0, message TEXT NOT NULL DEFAULT '',
     owner TEXT NOT NULL DEFAULT '', user_id INTEGER NOT NULL REFERENCES users(id),
     created_at TEXT NOT NULL, finished_at TEXT NOT NULL DEFAULT '') STRICT;
   CREATE INDEX tasks_by_status ON tasks (status, id);
   CREATE INDEX tasks_of_stream ON tasks (stream, id);
   CREATE UNIQUE INDEX one_active_task ON tasks (stream, segment, kind) WHERE status IN ('queued', 'running');

   CREATE TABLE deployments (
     id INTEGER PRIMARY KEY, stream TEXT NOT NULL, url TEXT NOT NULL, platform TEXT NOT NULL,
     user_id INTEGER NOT NULL REFERENCES users(id), at TEXT NOT NULL) STRICT;
   CREATE INDEX deployments_of_stream ON deployments (stream, id);`,

  `CREATE TABLE sources (source_hash TEXT PRIMARY KEY, texts TEXT NOT NULL) STRICT, WITHOUT ROWID;

   CREATE TABLE presets (
     id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE, text TEXT NOT NULL,
     user_id INTEGER NOT NULL REFERENCES users(id), at TEXT NOT NULL) STRICT;`,

  `CREATE TABLE events (
     id INTEGER PRIMARY KEY, at TEXT NOT NULL, user_id INTEGER NOT NULL REFERENCES users(id), kind TEXT NOT NULL,
     stream TEXT NOT NULL DEFAULT '', segment TEXT NOT NULL DEFAULT '', detail TEXT NOT NULL DEFAULT '') STRICT;
   CREATE INDEX events_by_time ON events (at, id);
   CREATE INDEX events_of_stream ON events (stream, id);
   CREATE INDEX decisions_by_time ON decisions (at, id);
   CREATE INDEX deployments_by_time ON deployments (at, id);

   INSERT INTO events (at, user_id, kind, stream, segment, detail)
     SELECT created_at, user_id, 'generated', stream, segment, kind FROM tasks ORDER BY id;

   CREATE TRIGGER events_stay BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END;
   CREATE TRIGGER events_last BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END;
   CREATE TRIGGER decisions_stay BEFORE UPDATE ON decisions BEGIN SELECT RAISE(ABORT, 'decisions are only ever added'); END;
   CREATE TRIGGER decisions_last BEFORE DELETE ON decisions BEGIN SELECT RAISE(ABORT, 'decisions are only ever added'); END;`,

  // Claiming looks only at what is queued, however many tasks have ended.
  `ALTER TABLE tasks ADD COLUMN started_at TEXT NOT NULL DEFAULT '';
   DROP INDEX tasks_by_status;
   CREATE INDEX tasks_queued ON tasks (kind, id) WHERE status = 'queued';
   CREATE INDEX tasks_running ON tasks (id) WHERE status = 'running';`,
]

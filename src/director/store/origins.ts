import { z } from 'zod'
import type { Database } from './database.ts'
import type { Checkpoint } from './decisions.ts'

/** One state of one thing: the file by its content. */
export type Made = { stream: string; segment: string; checkpoint: Checkpoint; fileHash: string }

const originRow = z.object({ source_hash: z.string() })

/** What a file was made from: remembered when it is first seen, because later prompts don't tell any more. */
export function originOf(db: Database, thing: Made, sourceHash: string): string {
  const key = [thing.stream, thing.segment, thing.checkpoint, thing.fileHash]
  const sql =
    'SELECT source_hash FROM origins WHERE stream = ? AND segment = ? AND checkpoint = ? AND file_hash = ?'
  // Most are known: a look doesn't need to wait for the disk.
  const row = db.get(sql, ...key)
  if (row !== undefined) return originRow.parse(row).source_hash
  db.run('INSERT INTO origins VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING', ...key, sourceHash)
  return originRow.parse(db.get(sql, ...key)).source_hash
}

/** A file that was made just now: what it was made from is known. */
export function setOrigin(db: Database, thing: Made, sourceHash: string): void {
  const { stream, segment, checkpoint, fileHash } = thing
  db.run(
    'INSERT OR REPLACE INTO origins VALUES (?, ?, ?, ?, ?)',
    stream,
    segment,
    checkpoint,
    fileHash,
    sourceHash,
  )
}

const originsRow = z.object({ segment: z.string(), file_hash: z.string(), source_hash: z.string() })

/** All that is known of the pictures or films of a stream, in one look. */
export function originsOf(
  db: Database,
  stream: string,
  checkpoint: Checkpoint,
): (segment: string, fileHash: string) => string | undefined {
  const sql = 'SELECT segment, file_hash, source_hash FROM origins WHERE stream = ? AND checkpoint = ?'
  const known = new Map<string, string>()
  for (const found of db.all(sql, stream, checkpoint)) {
    const row = originsRow.parse(found)
    known.set(`${row.file_hash} ${row.segment}`, row.source_hash)
  }
  return (segment, fileHash) => known.get(`${fileHash} ${segment}`)
}

const textsRow = z.object({ texts: z.string() })
const texts = z.record(z.string(), z.string())

/** Keeps the texts that have a source hash, so that a version can show the prompt that it was made from. */
export function keepTexts(db: Database, sourceHash: string, given: Readonly<Record<string, string>>): void {
  // Most are known: a look doesn't need to wait for the disk.
  if (db.get('SELECT 1 FROM sources WHERE source_hash = ?', sourceHash) !== undefined) return
  db.run('INSERT INTO sources VALUES (?, ?) ON CONFLICT DO NOTHING', sourceHash, JSON.stringify(given))
}

/** The texts that a version was made from, found by the beginning of its content hash. */
export function textsOfVersion(
  db: Database,
  thing: Omit<Made, 'fileHash'>,
  hashStart: string,
): Readonly<Record<string, string>> | undefined {
  const row = db.get(
    `SELECT texts FROM origins JOIN sources USING (source_hash)
     WHERE stream = ? AND segment = ? AND checkpoint = ? AND file_hash >= ? AND file_hash < ?`,
    thing.stream,
    thing.segment,
    thing.checkpoint,
    hashStart,
    `${hashStart}g`,
  )
  return row === undefined ? undefined : texts.parse(JSON.parse(textsRow.parse(row).texts))
}

import fs, { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { openDatabase } from '../../src/director/store/index.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { run } from '../support/terminal.ts'
import { openHouse } from './support/visit.ts'

const FILES = ['director.db', 'director.db-wal', 'director.db-shm']
const modesIn = (folder: string) =>
  FILES.map((name) => [name, (statSync(join(folder, name)).mode & 0o777).toString(8)])
const CLOSED = FILES.map((name) => [name, '600'])

test('nobody else reads the passwords and decisions, in the files beside the database neither', async () => {
  const before = process.umask(0o022)
  try {
    const folder = temporaryFolder('modes')
    const db = await openDatabase(join(folder, 'director.db'))
    expect(modesIn(folder)).toEqual(CLOSED)

    // What a killed server of an earlier version left behind.
    const left = temporaryFolder('modes-left')
    for (const name of FILES) {
      cpSync(join(folder, name), join(left, name))
      chmodSync(join(left, name), 0o644)
    }
    db.close()
    const again = await openDatabase(join(left, 'director.db'))
    expect(modesIn(left)).toEqual(CLOSED)
    again.close()
  } finally {
    process.umask(before)
  }
})

test('a new database is closed to others from its first moment, not only once it is full', async () => {
  const before = process.umask(0o022)
  // What is only closed later stays open here.
  const late = vi.spyOn(fs, 'chmodSync').mockImplementation(() => {})
  syncBuiltinESMExports()
  try {
    const folder = temporaryFolder('modes-first')
    const db = await openDatabase(join(folder, 'director.db'))
    expect(modesIn(folder)).toEqual(CLOSED)
    db.close()
  } finally {
    late.mockRestore()
    syncBuiltinESMExports()
    process.umask(before)
  }
})

test('a folder in the place of the database is refused and left as it was', async () => {
  const path = join(temporaryFolder('modes-folder'), 'director.db')
  mkdirSync(path, { mode: 0o755 })
  const mode = statSync(path).mode
  await expect(openDatabase(path)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(statSync(path).mode).toBe(mode)
})

test('a config that was named and is not there is told, and nothing is started with other commands', async () => {
  const streams = temporaryFolder('no-config')
  const config = join(streams, 'nope.json')
  const err = `There is no ${config}. Check its name, or leave it out.`
  const answer = { code: 2, out: '', err }
  const database = join(streams, 'a.db')
  const words = ['--streams', streams, '--config', config]
  expect(await run('director', 'serve', ...words, '--db', database, '--port', '0')).toEqual(answer)
  expect(await run('director', 'worker', ...words, '--queue', 'redis://127.0.0.1:1')).toEqual(answer)
  expect(existsSync(database)).toBe(false)
  await expect(openHouse({ config })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
  // Whoever names none gets the built-in commands where the working folder has no config.
  await openHouse()
})

test('a database in a folder that is not there is refused with the command that makes it', async () => {
  const streams = temporaryFolder('no-folder')
  const folder = join(streams, 'nope/deeper')
  const err = `There is no folder ${folder} for the database. Make it: mkdir -p ${folder}`
  const answer = { code: 2, out: '', err }
  const words = ['--db', join(folder, 'x.db')]
  expect(await run('director', 'serve', '--streams', streams, '--port', '0', ...words)).toEqual(answer)
  expect(await run('director', 'user', 'list', ...words)).toEqual(answer)
  expect(existsSync(folder)).toBe(false)
})

test('a file that is no database is named, and nothing about it changes', async () => {
  const path = join(temporaryFolder('no-database'), 'notes.db')
  const text = 'These are my notes. '.repeat(200)
  writeFileSync(path, text)
  const { mode } = statSync(path)
  const answer = await run('director', 'user', 'list', '--db', path)
  expect(answer.code).toBe(1)
  expect(answer.err).toContain(`The database ${path} can't be used: `)
  expect(readFileSync(path, 'utf8')).toBe(text)
  expect(statSync(path).mode).toBe(mode)
})

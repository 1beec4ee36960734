import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../src/director/store/index.ts'
import { sweepOrphans } from '../../src/files/index.ts'
import { addUser, fieldsOf, PASSWORD, Visitor } from '../director/support/visit.ts'
import { childProgram } from '../support/child-program.ts'
import { cliPath } from '../support/command.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { until } from '../support/until.ts'
import { callsBetweenMarks, type Fault, runWithFault } from './support/strace.ts'

const FAULTS: readonly Fault[] = ['EIO', 'ENOSPC', 'EACCES', 'SIGKILL']
const [OLD, NEW] = ['an unlit lamp', 'a lamp that burns']

let program: string
beforeAll(async () => {
  program = await childProgram('tests/crash/children/edit-spec.ts')
})

const spec = (prompt: string) =>
  JSON.stringify({ segments: [{ id: 1, image_prompt: prompt, mine: '😀' }] }, null, 1)

function prepare() {
  const folder = temporaryFolder('edit')
  mkdirSync(join(folder, 'one'))
  writeFileSync(join(folder, 'one/production.json'), spec(OLD))
  return { folder, args: [folder, OLD, NEW] }
}

test.each(FAULTS)('an edited prompt is the old one or the new one after %s at each call', (fault) => {
  const dry = prepare()
  const points = callsBetweenMarks(program, dry.args, dry.folder)
  expect(points.length).toBeGreaterThan(4)
  for (const index of points.keys()) {
    const run = runWithFault(program, prepare, points, index, fault)
    const text = readFileSync(join(run.folder, 'one/production.json'), 'utf8')
    const where = `${fault} at ${run.point.call}`
    expect([spec(OLD), spec(NEW)], where).toContain(text)
    // Only a lock that can't be taken away is told after the text was saved.
    const isSaved = run.output === 'done' || run.point.call.startsWith('unlink')
    if (fault !== 'SIGKILL' && !isSaved) expect(text, where).toBe(spec(OLD))
    sweepOrphans(join(run.folder, 'one'))
    expect(
      readdirSync(join(run.folder, 'one')).filter((name) => name.endsWith('.tmp')),
      where,
    ).toEqual([])
  }
})

test('while the disk is full nothing is decided, everybody is told, and afterwards it goes on', async () => {
  const folder = temporaryFolder('full')
  const [streams, database] = [join(folder, 'streams'), join(folder, 'director.db')]
  cpSync(fileURLToPath(new URL('../fixtures/streams', import.meta.url)), streams, { recursive: true })
  await addUser(database)
  // Some writes to the database's log are refused, after the login and before the end. With -D the server is our child.
  const inject = [
    '-e',
    'trace=pwrite64',
    '-e',
    'inject=pwrite64:error=ENOSPC:when=60..90',
    '-P',
    `${database}-wal`,
  ]
  const serve = [
    process.execPath,
    cliPath,
    'director',
    'serve',
    '--streams',
    streams,
    '--db',
    database,
    '--port',
    '0',
  ]
  const server = spawn('strace', ['-D', '-f', '-qq', '-o', join(folder, 'trace'), ...inject, ...serve], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(server, 'exit')
  onTestFinished(async () => {
    server.kill('SIGTERM')
    await ended
  })
  let said = ''
  server.stdout.on('data', (piece: Buffer) => {
    said += piece.toString()
  })
  const visitor = new Visitor({
    url: await until('the address', () => /http:\/\/\S+/.exec(said)?.[0], 60_000),
  })
  expect((await visitor.login('iris', PASSWORD)).status).toBe(303)

  const page = '/streams/the-lighthouse/story'
  const answered: string[] = []
  let refused = 0
  const decide = async (note: string) => {
    const fields = fieldsOf((await visitor.get(page)).text, page)
    const answer = await visitor.post(page, { ...fields, verdict: 'noted', note })
    if (answer.status === 303) answered.push(note)
    else {
      expect(answer.status).toBe(500)
      expect(answer.text).toContain('the disk is full')
      refused += 1
    }
    return answer.status === 303
  }
  let turn = 0
  await until('a refusal', async () => !(await decide(`note ${turn++}`)), 60_000)
  await until('room again', () => decide(`note ${turn++}`), 60_000)
  expect(refused).toBeGreaterThan(0)

  const db = await openDatabase(database)
  onTestFinished(() => db.close())
  const kept = db
    .all('SELECT note FROM decisions ORDER BY id')
    .map((row) => JSON.parse(JSON.stringify(row)).note)
  expect(kept).toEqual(answered)
  expect(db.get('PRAGMA integrity_check')).toMatchObject({ integrity_check: 'ok' })
})

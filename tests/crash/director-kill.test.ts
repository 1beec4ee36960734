import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { drawScene } from '../../src/director/generate/draw.ts'
import { openDatabase } from '../../src/director/store/index.ts'
import { addUser, fieldsOf, PASSWORD, promptFields, Visitor } from '../director/support/visit.ts'
import { startCommand } from '../support/command.ts'
import { decodePng } from '../support/png.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { until } from '../support/until.ts'
import { scaled } from './support/scale.ts'

const KILLS = scaled(200)
const LONGEST_LIFE_MS = 1200
const STREAM = '/streams/the-lighthouse'
const SEGMENTS = ['1', '2', '3']
const fixtures = fileURLToPath(new URL('../fixtures/streams', import.meta.url))

/**
 * Draws after a moment, or after a time that is longer than a server needs to start again: what a killed one left at
 * work is still there then. Two at once for the same file would meet at the file that names each of them, and tell.
 */
const GENERATOR = `const fs = require('node:fs'), [output, folder, segment] = process.argv.slice(1)
const place = folder + '/at-work-' + segment, own = folder + '/' + process.pid
const isAlive = (pid) => {
  try {
    return !'ZX'.includes(fs.readFileSync('/proc/' + pid + '/stat', 'utf8').split(') ')[1][0])
  } catch {
    return false
  }
}
fs.writeFileSync(own, String(process.pid))
try {
  fs.linkSync(own, place)
} catch {
  if (isAlive(fs.readFileSync(place, 'utf8'))) fs.appendFileSync(folder + '/doubles', segment + '\\n')
}
fs.renameSync(own, place)
setTimeout(() => {
  fs.copyFileSync(folder + '/picture.png', output)
  fs.rmSync(place, { force: true })
}, Math.random() < 0.3 ? 5000 : Math.random() * 400)`

type Answered = { notes: string[]; prompts: number[]; generations: number; asked: number }

test(`${KILLS} kills of a dashboard at work lose no decision, tear no file and lose no task`, async () => {
  const folder = temporaryFolder('director-kill')
  const at = (name: string) => join(folder, name)
  cpSync(fixtures, at('streams'), { recursive: true })
  mkdirSync(at('made'))
  writeFileSync(at('made/picture.png'), drawScene('made', 'again'))
  const command = [process.execPath, '-e', GENERATOR, '{output}', at('made'), '{segment}']
  writeFileSync(at('config.json'), JSON.stringify({ generators: { keyframe: { command, concurrency: 3 } } }))
  await addUser(at('director.db'))
  const serve = () =>
    startCommand(
      [
        'director',
        'serve',
        '--streams',
        at('streams'),
        '--db',
        at('director.db'),
        '--config',
        at('config.json'),
      ].concat('--port', '0'),
    )
  const urlOf = (server: ReturnType<typeof serve>) =>
    Promise.race([
      until('the address', () => /http:\/\/\S+/.exec(server.stdout())?.[0], 60_000),
      server.ended.then((end) => {
        throw new Error(`the server ended with ${end} at its start: ${server.stderr()}`)
      }),
    ])

  const answered: Answered = { notes: [], prompts: [], generations: 0, asked: 0 }
  const production = () => readFileSync(at('streams/the-lighthouse/production.json'), 'utf8')
  let cookies: ReadonlyMap<string, string> = new Map()
  // On a slow machine the first kills may come before anything was done: it goes on until something was tested.
  for (
    let kill = 0;
    kill < KILLS || (kill < 5 * KILLS && !(await isEnough(at('director.db'), answered)));
    kill += 1
  ) {
    const server = serve()
    const visitor = new Visitor({ url: await urlOf(server) })
    if (kill === 0) expect((await visitor.login('iris', PASSWORD)).status).toBe(303)
    else for (const [name, value] of cookies) visitor.cookies.set(name, value)
    cookies = new Map(visitor.cookies)
    const work = workAway(
      visitor,
      answered,
      () => server.child.exitCode === null && server.child.signalCode === null,
    )
    setTimeout(() => server.child.kill('SIGKILL'), Math.random() * LONGEST_LIFE_MS)
    expect(await server.ended).toBe('SIGKILL')
    await work
    // Whole, and the last one that was answered, or one after it whose answer was cut off.
    const { segments } = JSON.parse(production())
    const stands = Number(/^prompt (\d+)$/.exec(segments[0].image_prompt)?.[1] ?? 0)
    expect(stands).toBeGreaterThanOrEqual(answered.prompts.at(-1) ?? 0)
    expect(stands).toBeLessThanOrEqual(answered.asked)
  }

  const last = serve()
  await urlOf(last)
  const db = await openDatabase(at('director.db'))
  onTestFinished(() => db.close())
  const rows = (sql: string) => db.all(sql).map((row) => JSON.parse(JSON.stringify(row)))
  await until(
    'every task ended',
    () => rows("SELECT id FROM tasks WHERE status IN ('queued', 'running')").length === 0,
    60_000,
  )
  last.child.kill('SIGTERM')
  expect(await last.ended).toBe(143)

  expect(rows('PRAGMA integrity_check')).toMatchObject([{ integrity_check: 'ok' }])
  const notes = new Set(rows('SELECT note FROM decisions').map(({ note }) => note))
  expect(answered.notes.filter((note) => !notes.has(note))).toEqual([])
  const tasks = rows('SELECT id, status, attempts, message FROM tasks')
  expect(tasks.length).toBeGreaterThanOrEqual(answered.generations)
  expect(tasks.filter(({ attempts }) => attempts < 1 || attempts > 2)).toEqual([])
  expect(
    tasks.filter(
      ({ status, message }) => status !== 'done' && !message.includes('The server was killed twice'),
    ),
  ).toEqual([])
  expect(existsSync(at('made/doubles'))).toBe(false)
  for (const name of readdirSync(at('streams/the-lighthouse/keyframes')).filter((one) =>
    one.endsWith('.png'),
  )) {
    expect(decodePng(readFileSync(at(`streams/the-lighthouse/keyframes/${name}`))).height, name).toBe(540)
  }
  // Otherwise nothing was tested: things were done, and kills came in the middle of tasks.
  expect(await isEnough(at('director.db'), answered)).toBe(true)
})

/** Whether much was done, a picture was made, and at least one kill came in the middle of a task. */
async function isEnough(database: string, { notes, generations }: Answered): Promise<boolean> {
  const db = await openDatabase(database)
  const again = db.get('SELECT id FROM tasks WHERE attempts = 2')
  const made = db.get("SELECT id FROM tasks WHERE status = 'done'")
  db.close()
  return notes.length > KILLS / 4 && generations > KILLS / 10 && again !== undefined && made !== undefined
}

/** Decides, edits and asks for pictures until the server is gone. What it answered is what may not be lost. */
async function workAway(visitor: Visitor, answered: Answered, isThere: () => boolean): Promise<void> {
  try {
    while (isThere()) {
      answered.asked += 1
      const mark = String(answered.asked)
      const story = fieldsOf((await visitor.get(`${STREAM}/story`)).text, `${STREAM}/story`)
      const note = `note ${mark}`
      const noted = await visitor.post(`${STREAM}/story`, { ...story, verdict: 'noted', note })
      if (noted.status === 303) answered.notes.push(note)
      const spec = promptFields((await visitor.get(`${STREAM}/spec`)).text, '1:image_prompt')
      const edited = await visitor.post(`${STREAM}/spec/value`, { ...spec, value: `prompt ${mark}` })
      if (edited.status === 303) answered.prompts.push(answered.asked)
      const segment = SEGMENTS[answered.asked % SEGMENTS.length] ?? '1'
      const shot = `${STREAM}/keyframes/${segment}`
      const page = (await visitor.get(shot)).text
      if (/Queued…|Generating…/.test(page)) continue
      const asked = await visitor.post(`${shot}/generate`, { token: story['token'] ?? '' })
      if (asked.status === 303) answered.generations += 1
    }
  } catch (error) {
    // The connection broke with the server: what was on its way is anybody's guess.
    if (isThere() && !(error instanceof TypeError)) throw error
  }
}

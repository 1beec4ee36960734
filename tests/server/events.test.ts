import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { identityOf } from '../../src/files/index.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { until } from '../support/until.ts'
import { ask } from './support/ask.ts'
import { type EventReader, listenTo } from './support/events.ts'
import { served } from './support/server.ts'

function replace(folder: string, name: string, text: string): void {
  writeFileSync(join(folder, '.next'), text)
  renameSync(join(folder, '.next'), join(folder, name))
}

const progress = (fields: object = {}) =>
  JSON.stringify({ job_id: 'x', phases: { reddit: 'running' }, phase_order: ['reddit'], ...fields })

const greeting = (reader: EventReader) => until('hello', () => reader.named('hello')[0])
const changes = (reader: EventReader, file: string) =>
  reader.named('change').filter((event) => event.data['file'] === file).length

test('the greeting names the files that are there', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, '_progress.json'), progress())
  writeFileSync(join(folder, '_tasks.json'), '{}')
  writeFileSync(join(folder, 'card.png'), 'x')
  const reader = await listenTo(await served(folder), '/_events')
  const { data } = await greeting(reader)
  expect(data).toEqual({
    files: ['_progress.json', '_tasks.json'],
    writer: 'unknown',
    run_writer: 'unknown',
    now: expect.any(String),
  })
  expect(Date.parse(String(data['now']))).toBeGreaterThan(0)
})

test('a stream is an event stream that nobody keeps', async () => {
  const answer = await ask(await served(temporaryFolder()), '/_events', { method: 'HEAD' })
  expect(answer.headers).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
})

test('every replacement of a file is announced, the tenth like the first', async () => {
  const folder = temporaryFolder()
  replace(folder, '_progress.json', progress())
  const reader = await listenTo(await served(folder), '/_events')
  await greeting(reader)
  for (let turn = 1; turn <= 10; turn += 1) {
    const before = changes(reader, '_progress.json')
    replace(folder, '_progress.json', progress({ current_step: `card ${turn}` }))
    await until(`announcement ${turn}`, () => changes(reader, '_progress.json') > before)
  }
})

test('a file that is overwritten in place, appears or goes is announced', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, '_progress.json'), progress())
  const reader = await listenTo(await served(folder), '/_events')
  await greeting(reader)
  writeFileSync(join(folder, '_progress.json'), progress({ current_step: 'again' }))
  await until('the overwritten file', () => changes(reader, '_progress.json') > 0)
  writeFileSync(join(folder, '_director_progress.json'), '{}')
  await until('the new file', () => changes(reader, '_director_progress.json') > 0)
  const before = changes(reader, '_director_progress.json')
  unlinkSync(join(folder, '_director_progress.json'))
  await until('the file that went', () => changes(reader, '_director_progress.json') > before)
  const gone = changes(reader, '_director_progress.json')
  writeFileSync(join(folder, '_director_progress.json'), '{"title":"back"}')
  await until('the file that came back', () => changes(reader, '_director_progress.json') > gone)
})

test('a whole story folder may vanish and come back under an open stream', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, '_progress.json'), progress())
  const reader = await listenTo(await served(folder), '/_events')
  await greeting(reader)
  rmSync(folder, { recursive: true })
  await until('the loss', () => changes(reader, '_progress.json') > 0)
  const before = changes(reader, '_progress.json')
  mkdirSync(folder)
  writeFileSync(join(folder, '_progress.json'), progress())
  await until('the return', () => changes(reader, '_progress.json') > before)
})

test('pictures are not announced', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, '_progress.json'), progress())
  const reader = await listenTo(await served(folder), '/_events')
  await greeting(reader)
  for (let turn = 0; turn < 100; turn += 1) writeFileSync(join(folder, `${turn}.png`), 'x')
  writeFileSync(join(folder, '_tasks.json'), '{}')
  await until('the tasks', () => changes(reader, '_tasks.json') > 0)
  expect(reader.named('change').map((event) => event.data['file'])).toEqual(['_tasks.json'])
})

test('a file that is replaced without pause is announced for its last version too', async () => {
  const folder = temporaryFolder()
  replace(folder, '_progress.json', progress())
  const reader = await listenTo(await served(folder), '/_events')
  await greeting(reader)
  for (let turn = 0; turn < 1000; turn += 1) {
    replace(folder, '_progress.json', progress({ current_step: String(turn) }))
    if (turn % 5 === 0) await new Promise(setImmediate)
  }
  const before = changes(reader, '_progress.json')
  replace(folder, '_progress.json', progress({ current_step: 'last' }))
  await until('an announcement after the last version', () => changes(reader, '_progress.json') > before)
  // The page asks for the file at each announcement: there must be far fewer of them than of versions.
  expect(changes(reader, '_progress.json')).toBeLessThan(500)
})

test('the stream says whether the writer is there', async () => {
  const folder = temporaryFolder()
  const own = identityOf()
  const here = { pid: own.pid, host: own.host, process_started_ts: own.processStartedTs }
  replace(folder, '_progress.json', progress(here))
  const reader = await listenTo(await served(folder), '/_events')
  expect((await greeting(reader)).data['writer']).toBe('present')
  replace(folder, '_progress.json', progress({ ...here, pid: 2 ** 22 + 1 }))
  await until('the loss of the writer', () => reader.named('writer').at(-1)?.data['writer'] === 'gone')
  const finished = { phases: { reddit: 'done' }, finished_ts: new Date().toISOString() }
  replace(folder, '_progress.json', progress({ ...here, ...finished }))
  await until(
    'no question when the story is over',
    () => reader.named('writer').at(-1)?.data['writer'] === 'unknown',
  )
})

test('a malformed file says nothing new about the writer', async () => {
  const folder = temporaryFolder()
  const own = identityOf()
  replace(folder, '_progress.json', progress({ pid: own.pid, host: own.host }))
  const server = await served(folder)
  const reader = await listenTo(server, '/_events')
  await greeting(reader)
  replace(folder, '_progress.json', '{"job_id":')
  await until('the change', () => changes(reader, '_progress.json') > 0)
  const late = await listenTo(server, '/_events')
  expect((await greeting(late)).data['writer']).toBe('present')
  expect(reader.named('writer')).toEqual([])
})

test.runIf(process.platform === 'linux')('readers that leave leave no watch behind', async () => {
  const folder = temporaryFolder()
  replace(folder, '_progress.json', progress())
  const server = await served(folder)
  const before = watches()
  const readers = await Promise.all(Array.from({ length: 20 }, () => listenTo(server, '/_events')))
  await Promise.all(readers.map(greeting))
  await until('one watch for all of them', () => watches() === before + 1)
  for (const reader of readers) reader.leave()
  await until('no watch', () => watches() === before)
})

/** What this process has asked the kernel to watch. */
const watches = (): number =>
  readdirSync('/proc/self/fdinfo').map(watchesOf).join().split('inotify wd:').length

function watchesOf(fd: string): string {
  try {
    return readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8')
  } catch {
    // The descriptor was closed since it was listed.
    return ''
  }
}

test('a reader that stops reading does not hold up the others', async () => {
  const folder = temporaryFolder()
  replace(folder, '_progress.json', progress())
  const server = await served(folder)
  const deaf = connect(server.port, '127.0.0.1')
  deaf.write(`GET /_events HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`)
  deaf.pause()
  const reader = await listenTo(server, '/_events')
  await greeting(reader)
  replace(folder, '_progress.json', progress({ current_step: 'on' }))
  await until('the change', () => changes(reader, '_progress.json') > 0)
  deaf.destroy()
})

test('the process of a production run is told of beside that of the story', async () => {
  const folder = temporaryFolder()
  const { pid, host, processStartId } = identityOf()
  const run = { status: 'running', pid, host, process_start_id: processStartId }
  replace(folder, 'LIVE_STATUS.json', JSON.stringify(run))
  const reader = await listenTo(await served(folder), '/_events')
  expect((await greeting(reader)).data).toMatchObject({ writer: 'unknown', run_writer: 'present' })
  replace(folder, 'LIVE_STATUS.json', JSON.stringify({ ...run, pid: 4_194_300 }))
  await until('the news', () => reader.named('writer').at(-1)?.data['run_writer'] === 'gone')
})

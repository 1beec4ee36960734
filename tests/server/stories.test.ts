import { mkdirSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { identityOf } from '../../src/files/index.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { until } from '../support/until.ts'
import { ask } from './support/ask.ts'
import { listenTo } from './support/events.ts'
import { served } from './support/server.ts'

type Listed = {
  folder: string
  stories: {
    name: string
    href?: string
    title: string
    progress: { job_id?: string }
    [key: string]: unknown
  }[]
  problems: string[]
}

function addStory(folder: string, name: string, files: Record<string, unknown>): void {
  mkdirSync(join(folder, name), { recursive: true })
  for (const [file, value] of Object.entries(files)) {
    const content = typeof value === 'string' || value instanceof Uint8Array ? value : JSON.stringify(value)
    writeFileSync(join(folder, name, file), content)
  }
}

const progressAt = (minute: number, fields: object = {}) => ({
  job_id: `job-${minute}`,
  workflow: 'story',
  updated_ts: new Date(Date.UTC(2026, 4, 1, 12, minute)).toISOString(),
  phases: { reddit: 'done', director: 'pending' },
  ...fields,
})

const listOf = async (server: { port: number }): Promise<Listed> =>
  JSON.parse((await ask(server, '/_stories.json')).text)

test('a folder of stories has an index page, and each story its own', async () => {
  const folder = temporaryFolder('stories')
  addStory(folder, 'night train', { '_progress.json': progressAt(1), 'card.txt': 'a card' })
  const server = await served(folder)
  expect((await ask(server, '/')).text).toContain('<title>Stories</title>')
  const redirect = await ask(server, '/night%20train')
  expect([redirect.status, redirect.headers.location]).toEqual([308, '/night%20train/'])
  expect((await ask(server, '/night%20train/')).text).toContain('<title>Story</title>')
  expect((await ask(server, '/night%20train/progress_viewer.html')).status).toBe(200)
  expect(JSON.parse((await ask(server, '/night%20train/_progress.json')).text).job_id).toBe('job-1')
  expect((await ask(server, '/night%20train/card.txt')).text).toBe('a card')
  for (const target of [
    '/other/',
    '/other',
    '/progress_viewer.html',
    '/night%20train/deep/',
    '/other/_events',
  ]) {
    expect([target, (await ask(server, target)).status]).toEqual([target, 404])
  }
})

test('a story below a list says so in its page, under the same policy, and a story alone does not', async () => {
  const folder = temporaryFolder('stories')
  addStory(folder, 'one', { '_progress.json': progressAt(1) })
  const below = await served(folder)
  const alone = await served(join(folder, 'one'))
  const page = await ask(below, '/one/')
  expect(page.text).toContain('data-list="above"')
  expect((await ask(below, '/one/progress_viewer.html')).text).toBe(page.text)
  const single = await ask(alone, '/')
  expect(single.text).not.toContain('data-list="above"')
  const policy = 'content-security-policy'
  expect(page.headers[policy]).toBe(single.headers[policy])
  expect(page.headers.etag).not.toBe(single.headers.etag)
  const known = { 'If-None-Match': String(page.headers.etag) }
  expect((await ask(below, '/one/', { headers: known })).status).toBe(304)
})

test('a folder with nothing but the viewer waits for its story, and other empty folders are left out', async () => {
  const folder = temporaryFolder('stories')
  addStory(folder, 'begun', { '_progress.json': progressAt(1) })
  addStory(folder, 'awaited', { 'progress_viewer.html': '<title>viewer</title>' })
  addStory(folder, 'empty', {})
  const server = await served(folder)
  expect((await listOf(server)).stories.map((story) => story.name)).toEqual(['awaited', 'begun'])
  expect((await ask(server, '/awaited/')).text).toContain('<title>Story</title>')
})

test('the list has all that the index page shows, newest first', async () => {
  const folder = temporaryFolder('stories')
  const own = identityOf()
  const running = { pid: own.pid, host: own.host, phases: { director: 'running' } }
  addStory(folder, 'old', { '_progress.json': progressAt(1) })
  addStory(folder, 'new', {
    '_progress.json': progressAt(9, running),
    '_director_progress.json': { title: 'The <b>Lighthouse</b>' },
    '_tasks.json': {
      tasks: ['starting', 'processing', 'failed', 'succeeded'].map((status, n) => ({
        id: `${n}`,
        type: 'x',
        status,
      })),
    },
  })
  const list = await listOf(await served(folder))
  expect(list.folder).toBe(folder.split('/').at(-1))
  expect(list.stories).toEqual([
    {
      name: 'new',
      href: 'new/',
      title: 'The <b>Lighthouse</b>',
      workflow: 'story',
      progress: progressAt(9, running),
      writer: 'present',
      active_tasks: 2,
      succeeded_tasks: 1,
      total_tasks: 4,
      failed_tasks: 1,
      fraction: 0,
      has_skeleton: true,
      updated_ts: '2026-05-01T12:09:00.000Z',
    },
    {
      name: 'old',
      href: 'old/',
      title: 'job-1',
      workflow: 'story',
      progress: progressAt(1),
      writer: 'unknown',
      active_tasks: 0,
      succeeded_tasks: 0,
      total_tasks: 0,
      failed_tasks: 0,
      fraction: 0.5,
      has_skeleton: false,
      updated_ts: '2026-05-01T12:01:00.000Z',
    },
  ])
  expect(list.problems).toEqual([])
})

test('an unchanged list is confirmed without a body', async () => {
  const folder = temporaryFolder('stories')
  addStory(folder, 'one', { '_progress.json': progressAt(1) })
  const server = await served(folder)
  const first = await ask(server, '/_stories.json')
  const known = { 'If-None-Match': String(first.headers.etag) }
  expect((await ask(server, '/_stories.json', { headers: known })).status).toBe(304)
  addStory(folder, 'one', { '_progress.json': progressAt(2) })
  expect((await ask(server, '/_stories.json', { headers: known })).status).toBe(200)
})

test('an empty folder becomes what comes first, at each request anew', async () => {
  const folder = temporaryFolder('either')
  const server = await served(folder)
  const title = async () => /<title>(.*?)<\/title>/.exec((await ask(server, '/')).text)?.[1]
  expect([await title(), (await listOf(server)).stories]).toEqual(['Story', []])
  addStory(folder, 'one', { '_progress.json': progressAt(1) })
  expect(await title()).toBe('Stories')
  writeFileSync(join(folder, '_progress.json'), '{}')
  expect(await title()).toBe('Story')
})

test('an open page is told to reload when another page belongs there by now', async () => {
  const folder = temporaryFolder('either')
  const server = await served(folder)
  const waiting = await listenTo(server, '/_events')
  addStory(folder, 'one', { '_progress.json': progressAt(1) })
  await until('the order to reload', () => waiting.named('reload').length === 1 && waiting.ended)
  const listing = await listenTo(server, '/_events')
  await until('the list', () => listing.named('hello')[0]?.data['files'])
  writeFileSync(join(folder, '_progress.json'), '{}')
  await until('the order to reload', () => listing.named('reload').length === 1 && listing.ended)
})

const BAD: [string, string | Uint8Array][] = [
  ['empty', ''],
  ['truncated', '{"job_id":"ni'],
  ['not-utf8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
  ['a-list', '[1,2,3]'],
  ['a-number', '42'],
  ['deep', `{"phases":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
  ['wrong-types', '{"job_id":7,"phases":"none","phase_order":{},"updated_ts":[],"pid":"x"}'],
]

test('bad files of one story never hide the others', async () => {
  const folder = temporaryFolder('stories')
  for (const [name, content] of BAD) {
    addStory(folder, name, {
      '_progress.json': content,
      '_tasks.json': content,
      '_director_progress.json': content,
    })
  }
  addStory(folder, 'huge', { '_progress.json': '' })
  truncateSync(join(folder, 'huge', '_progress.json'), 200 * 1024 * 1024)
  addStory(folder, 'missing', { '_tasks.json': {} })
  addStory(folder, 'many', {
    '_progress.json': progressAt(3, {
      phases: Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`phase/${n}\n`, 'done'])),
    }),
  })
  addStory(folder, 'good', { '_progress.json': progressAt(5) })
  const list = await listOf(await served(folder))
  expect(list.stories.map((story) => story.name).sort()).toEqual(
    [...BAD.map(([name]) => name), 'huge', 'missing', 'many', 'good'].sort(),
  )
  expect(list.stories.find((story) => story.name === 'good')?.progress.job_id).toBe('job-5')
  const told = (name: string) => list.problems.filter((problem) => problem.includes(`${name}/`)).length
  for (const name of ['empty', 'truncated', 'not-utf8', 'a-list', 'a-number', 'huge']) {
    expect([name, told(name) > 0]).toEqual([name, true])
  }
  expect(list.problems.join()).not.toContain(folder)
})

test('a file that becomes malformed keeps its last good state in the list', async () => {
  const folder = temporaryFolder('stories')
  addStory(folder, 'one', { '_progress.json': progressAt(1) })
  const server = await served(folder)
  await listOf(server)
  addStory(folder, 'one', { '_progress.json': '{"job_id":' })
  const list = await listOf(server)
  expect(list.stories[0]?.progress.job_id).toBe('job-1')
  expect(list.problems[0]).toContain('one/_progress.json')
})

test('a story of which something cannot be read says what and since when, until it can be', async () => {
  const folder = temporaryFolder('stories')
  addStory(folder, 'one', { '_progress.json': progressAt(1) })
  const server = await served(folder)
  expect((await listOf(server)).stories[0]).not.toHaveProperty('unread')
  const before = new Date().toISOString()
  addStory(folder, 'one', { '_progress.json': '{"job_id":' })
  const first = (await listOf(server)).stories[0]?.['unread']
  expect(first).toEqual([{ file: '_progress.json', since_ts: expect.any(String) }])
  const since = JSON.stringify(first).match(/20\d\d[^"]*/)?.[0] ?? ''
  expect(since >= before && since <= new Date().toISOString()).toBe(true)
  addStory(folder, 'one', { '_progress.json': '{"job_id": "still ' })
  expect((await listOf(server)).stories[0]?.['unread']).toEqual(first)
  addStory(folder, 'one', { '_progress.json': progressAt(2) })
  expect((await listOf(server)).stories[0]).not.toHaveProperty('unread')
})

test('a story whose folder no address can name is listed with the reason and without a link', async () => {
  const folder = temporaryFolder('stories')
  const names = ['a%2fb', 'up%2e%2e', 'back\\slash', 'zero%00']
  for (const name of names) addStory(folder, name, { '_progress.json': progressAt(1) })
  addStory(folder, '100%', { '_progress.json': progressAt(1) })
  const { stories } = await listOf(await served(folder))
  const closed = stories.filter((story) => story.href === undefined)
  expect(closed.map((story) => story.name).sort()).toEqual([...names].sort())
  for (const { closed: reason } of closed) expect(reason).toContain('Rename it')
  expect(stories.find((story) => story.href !== undefined)).toMatchObject({ name: '100%', href: '100%25/' })
})

test('other requests are answered while thousands of stories are looked at', async () => {
  const folder = temporaryFolder('stories')
  for (let number = 0; number < 3000; number += 1) {
    addStory(folder, `story-${number}`, { '_progress.json': progressAt(number) })
  }
  const server = await served(folder)
  const answered: string[] = []
  // Without a body: reading a long one would take longer than what is to be seen.
  const list = ask(server, '/_stories.json', { method: 'HEAD' }).then(() => answered.push('the list'))
  for (const name of ['one', 'two', 'three']) {
    await ask(server, '/story-1/_progress.json')
    answered.push(name)
  }
  await list
  expect(answered).toEqual(['one', 'two', 'three', 'the list'])
})

test('names are encoded, and hidden, foreign and other folders are left out', async () => {
  const folder = temporaryFolder('stories')
  const names = ['a b', 'ü & <i>', '100%', 'q?#', '"quoted"', '__proto__']
  for (const name of names) addStory(folder, name, { '_progress.json': progressAt(1) })
  addStory(folder, '.hidden', { '_progress.json': progressAt(1) })
  const outside = temporaryFolder('outside')
  addStory(outside, 'story', { '_progress.json': progressAt(1) })
  symlinkSync(join(outside, 'story'), join(folder, 'foreign'))
  mkdirSync(join(folder, 'pictures'))
  const server = await served(folder)
  const { stories } = await listOf(server)
  expect(stories.map((story) => story.name).sort()).toEqual([...names].sort())
  for (const { href } of stories) {
    expect([href, (await ask(server, `/${href}`)).status]).toEqual([href, 200])
    expect([href, (await ask(server, `/${href}_progress.json`)).status]).toEqual([href, 200])
  }
  for (const target of ['/foreign/', '/foreign/_progress.json', '/.hidden/']) {
    expect([target, (await ask(server, target)).status]).toEqual([target, 404])
  }
})

test('the open list hears of every change', async () => {
  const folder = temporaryFolder('stories')
  addStory(folder, 'one', { '_progress.json': progressAt(1) })
  const reader = await listenTo(await served(folder), '/_events')
  expect((await until('hello', () => reader.named('hello')[0])).data['files']).toEqual(['_stories.json'])
  for (const change of [
    () => addStory(folder, 'two', { '_progress.json': progressAt(2) }),
    () => addStory(folder, 'one', { '_progress.json': progressAt(3) }),
    () => renameSync(join(folder, 'two'), join(folder, 'three')),
    () => rmSync(join(folder, 'three'), { recursive: true }),
  ]) {
    const before = reader.named('change').length
    change()
    await until('a change', () => reader.named('change').length > before)
  }
  expect(reader.named('change')[0]?.data).toEqual({ file: '_stories.json' })
})

test('a story in a folder of stories has its own events', async () => {
  const folder = temporaryFolder('stories')
  addStory(folder, 'one', { '_progress.json': progressAt(1) })
  addStory(folder, 'two', { '_progress.json': progressAt(1) })
  const server = await served(folder)
  const reader = await listenTo(server, '/one/_events')
  await until('hello', () => reader.named('hello')[0])
  addStory(folder, 'two', { '_progress.json': progressAt(2) })
  addStory(folder, 'one', { '_tasks.json': {} })
  await until('the change', () => reader.named('change')[0])
  expect(reader.named('change').map((event) => event.data['file'])).toEqual(['_tasks.json'])
})

test('two thousand stories are listed, and the one that changes comes first', async () => {
  const folder = temporaryFolder('stories')
  for (let number = 0; number < 2000; number += 1) {
    addStory(folder, `story-${number}`, { '_progress.json': progressAt(number) })
  }
  const server = await served(folder)
  const first = await listOf(server)
  expect(first.stories.length).toBe(2000)
  expect(first.stories[0]?.name).toBe('story-1999')
  addStory(folder, 'story-7', { '_progress.json': progressAt(5000) })
  expect((await listOf(server)).stories[0]?.name).toBe('story-7')
})

test('the list tells of the production run in a folder, and of its newest sign', async () => {
  const folder = temporaryFolder('stories')
  const { pid, host, processStartId } = identityOf()
  addStory(folder, 'pilot', {
    'LIVE_STATUS.json': {
      status: 'paused',
      pid,
      host,
      process_start_id: processStartId,
      updated_at: '2026-05-01T12:30:00.000Z',
      segments: { total: 112, completed: 57, failed: 2, skipped: 0 },
      current_segment: { id: 'd12', index: 59, attempt: 2, started_at: '2026-05-01T12:29:00.000Z' },
      progress_percent: 52.7,
      health: { state: 'critical', reasons: ['one', 'two', 'three', 'four'] },
      pause: { reason: 'a look' },
      recent_segments: { seconds: [1], outcomes: ['completed'] },
    },
  })
  const [pilot] = (await listOf(await served(folder))).stories
  expect(pilot).toMatchObject({
    name: 'pilot',
    progress: {},
    run: {
      status: 'paused',
      segments: { total: 112, completed: 57, failed: 2 },
      current_segment: { id: 'd12', attempt: 2 },
      progress_percent: 52.7,
      health: { state: 'critical', reasons: ['one', 'two', 'three'] },
      pause: { reason: 'a look' },
    },
    run_writer: 'present',
    updated_ts: '2026-05-01T12:30:00.000Z',
  })
  expect(pilot?.['run']).not.toHaveProperty('recent_segments')
})

import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { StoryMonitorError } from '../../src/errors.ts'
import { nextFreePort, serve } from '../../src/server/index.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { until } from '../support/until.ts'
import { ask } from './support/ask.ts'
import { listenTo } from './support/events.ts'
import { served } from './support/server.ts'

const failure = async (run: () => Promise<unknown>): Promise<StoryMonitorError> => {
  try {
    await run()
  } catch (error) {
    if (error instanceof StoryMonitorError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

test('a missing folder is made, and its page waits', async () => {
  const folder = join(temporaryFolder(), 'not', 'yet')
  const server = await served(folder)
  expect(existsSync(folder)).toBe(true)
  const page = await ask(server, '/')
  expect(page.status).toBe(200)
  expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
  expect(page.text).toContain('data-server="live"')
})

test('the address says where the page is', async () => {
  const server = await served(temporaryFolder())
  expect(server.url).toBe(`http://127.0.0.1:${server.port}`)
  expect(server.warnings).toEqual([])
})

test('the page comes with its own policy, and may not be framed', async () => {
  const server = await served(temporaryFolder())
  const page = await ask(server, '/progress_viewer.html')
  const own = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page.text)?.[1]
  expect(own).toContain("script-src 'sha256-")
  expect(page.headers['content-security-policy']).toBe(`${own}; frame-ancestors 'none'`)
})

test('the page is asked for once and then confirmed', async () => {
  const server = await served(temporaryFolder())
  const first = await ask(server, '/')
  const again = await ask(server, '/', { headers: { 'If-None-Match': String(first.headers.etag) } })
  expect([again.status, again.bytes.length]).toEqual([304, 0])
})

test("the server's own page wins over an old copy in the folder", async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'progress_viewer.html'), 'an old copy')
  const server = await served(folder)
  expect((await ask(server, '/progress_viewer.html')).text).toContain('data-server="live"')
})

test('a port in use is named together with the next free one', async () => {
  const taken = await served(temporaryFolder())
  const error = await failure(() => serve(temporaryFolder(), { port: taken.port }))
  expect(error.code).toBe('PORT_IN_USE')
  const free = Number(/^Port (\d+) is in use\. The next free one is (\d+)\.$/.exec(error.message)?.[2])
  expect(error.message).toContain(`Port ${taken.port} `)
  expect(free).toBeGreaterThan(taken.port)
})

test('the next free port can be had', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void taken.close())
  await until('the port', () => taken.listening)
  const address = taken.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const free = await nextFreePort(port, '127.0.0.1')
  expect(free).toBeGreaterThan(port)
})

test('a file is no folder', async () => {
  const file = join(temporaryFolder(), 'story.txt')
  writeFileSync(file, 'once upon a time')
  const error = await failure(() => serve(file, { port: 0 }))
  expect(error.code).toBe('NOT_A_FOLDER')
  expect(error.message).toContain(file)
})

test.each([
  ['port', { port: 70_000 }, '70000'],
  ['port', { port: 1.5 }, '1.5'],
  ['host', { host: '' }, '""'],
])('a wrong %s is refused by name', async (name, options, shown) => {
  const error = await failure(() => serve(temporaryFolder(), options))
  expect(error.code).toBe('INVALID_ARGUMENT')
  expect(error.message).toContain(`serve: ${name} has to be`)
  expect(error.message).toContain(shown)
})

test('an address that this machine does not have is refused in words', async () => {
  const error = await failure(() => serve(temporaryFolder(), { port: 0, host: '203.0.113.7' }))
  expect(error.code).toBe('INVALID_ARGUMENT')
  expect(error.message).toContain("Can't listen on 203.0.113.7")
})

test('opening it to the network is said aloud', async () => {
  const folder = temporaryFolder()
  const server = await served(folder, { host: '0.0.0.0' })
  expect(server.warnings).toEqual([
    `Everyone who can reach 0.0.0.0:${server.port} on the network can read ${folder}.`,
  ])
  expect(server.url).toBe(`http://127.0.0.1:${server.port}`)
})

test('closing ends open event streams and frees the port, however often it is called', async () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'pictures'))
  const server = await serve(folder, { port: 0 })
  const readers = await Promise.all([1, 2, 3].map(() => listenTo(server, '/_events')))
  await until('the greeting', () => readers.every((reader) => reader.named('hello').length === 1))
  const closing = server.close()
  expect(server.close()).toBe(closing)
  await closing
  await until('the end of the streams', () => readers.every((reader) => reader.ended))
  const next = await serve(folder, { port: server.port })
  await next.close()
})

import { writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../support/temporary.ts'
import { ask, askRaw, rawRequest, statusOf } from './support/ask.ts'
import { served } from './support/server.ts'

async function servedStory() {
  const folder = temporaryFolder()
  writeFileSync(join(folder, '_progress.json'), '{"job_id":"one"}')
  writeFileSync(join(folder, 'card.png'), 'x')
  return served(folder)
}

test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND'])(
  '%s changes nothing',
  async (method) => {
    const answer = await ask(await servedStory(), '/_progress.json', { method })
    expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD'])
    expect(JSON.parse(answer.text)).toEqual({
      error: 'Nothing can be changed here.',
      hint: 'Use GET or HEAD.',
    })
  },
)

test('it is no proxy', async () => {
  const server = await servedStory()
  const answer = await askRaw(
    server,
    `CONNECT example.com:443 HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`,
  )
  expect(statusOf(answer)).toBe(405)
})

test('every answer carries the guards, errors too', async () => {
  const server = await servedStory()
  const answers = [
    rawRequest(server.port, '/'),
    rawRequest(server.port, '/_progress.json'),
    rawRequest(server.port, '/_stories.json'),
    rawRequest(server.port, '/card.png'),
    rawRequest(server.port, '/card.png', ['Range: bytes=9-']),
    rawRequest(server.port, '/nothing'),
    rawRequest(server.port, '/../climb'),
    rawRequest(server.port, 'http://example.com/'),
    rawRequest(server.port, '/_progress.json', ['Expect: 200-maybe']),
    rawRequest(server.port, '/').replace('GET', 'POST'),
    'GET / HTTP/1.1\r\nHost: elsewhere\r\nConnection: close\r\n\r\n',
    'GET / HTTP/1.1\r\nConnection: close\r\n\r\n',
    'this is no HTTP\r\n\r\n',
    rawRequest(server.port, '/', [`Long: ${'x'.repeat(20_000)}`]),
    `CONNECT a:1 HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`,
  ]
  for (const bytes of answers) {
    const answer = await askRaw(server, bytes)
    const shown = `${bytes.slice(0, 60)} → ${statusOf(answer)}`
    expect(answer, shown).toMatch(/^X-Content-Type-Options: nosniff\r$/m)
    expect(answer, shown).toMatch(/^Referrer-Policy: no-referrer\r$/m)
    expect(answer, shown).toMatch(/^Content-Security-Policy: .*frame-ancestors 'none'\r$/m)
  }
})

test('errors are JSON with the reason and what to do', async () => {
  const server = await servedStory()
  for (const bytes of [
    'nonsense\r\n\r\n',
    rawRequest(server.port, '/%'),
    rawRequest(server.port, '/gone.png'),
  ]) {
    const body = JSON.parse((await askRaw(server, bytes)).split('\r\n\r\n')[1] ?? '')
    expect(Object.keys(body)).toEqual(['error', 'hint'])
  }
})

const withHost = (host: string) => `GET /_progress.json HTTP/1.1\r\n${host}Connection: close\r\n\r\n`

test('it answers to its own names only', async () => {
  const server = await servedStory()
  const own = ['localhost', 'LOCALHOST', '127.0.0.1', '[::1]']
  for (const host of own) {
    const answer = await askRaw(server, withHost(`Host: ${host}:${server.port}\r\n`))
    expect([host, statusOf(answer)]).toEqual([host, 200])
  }
  const foreign = [
    'evil.example',
    '127.0.0.1.evil.example',
    '192.168.1.1',
    hostname(),
    '0.0.0.0',
    '127.0.0.2',
  ]
  for (const host of foreign) {
    const answer = await askRaw(server, withHost(`Host: ${host}:${server.port}\r\n`))
    expect([host, statusOf(answer)]).toEqual([host, 421])
    expect(answer).toContain(`Open http://127.0.0.1:${server.port} instead.`)
  }
  expect(statusOf(await askRaw(server, withHost(`Host: localhost:${server.port + 1}\r\n`)))).toBe(421)
  expect(statusOf(await askRaw(server, withHost('Host: localhost\r\n')))).toBe(421)
})

test('a request without one Host header is refused', async () => {
  const server = await servedStory()
  const own = `Host: 127.0.0.1:${server.port}\r\n`
  expect(statusOf(await askRaw(server, withHost('')))).toBe(400)
  expect(statusOf(await askRaw(server, withHost(own + own)))).toBe(400)
  expect(statusOf(await askRaw(server, withHost(`${own}hOsT: evil.example\r\n`)))).toBe(400)
})

test.runIf(process.platform === 'linux')(
  'bound to all addresses, it answers to the one that was used',
  async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, '_progress.json'), '{}')
    const server = await served(folder, { host: '0.0.0.0' })
    const answerAs = (host: string) =>
      ask(server, '/_progress.json', { host: '127.0.0.2', headers: { Host: `${host}:${server.port}` } })
    const askAs = async (host: string) => (await answerAs(host)).status
    expect([await askAs('127.0.0.2'), await askAs('127.0.0.1')]).toEqual([200, 200])
    expect((await answerAs('story.local')).text).toContain(`Open http://127.0.0.2:${server.port} instead.`)
    expect([await askAs('evil.example'), await askAs('192.0.2.1'), await askAs('0.0.0.0')]).toEqual([
      421, 421, 200,
    ])
  },
)

test.each([
  ['//etc/passwd', 400],
  ['/a//b', 400],
  ['/../x', 400],
  ['/%2e%2e/x', 400],
  ['/a/..%2fx', 400],
  ['/a%5cb', 400],
  ['/a%00', 400],
  ['/%252e%252e/x', 400],
  ['/%c0%ae%c0%ae/x', 400],
  ['/%', 400],
  ['/a#b', 400],
  ['http://example.com/_progress.json', 400],
  ['*', 400],
  ['/.env', 404],
])('%s is refused with %i', async (target, status) => {
  const server = await servedStory()
  expect(statusOf(await askRaw(server, rawRequest(server.port, target)))).toBe(status)
})

test('a query is passed over', async () => {
  const server = await servedStory()
  expect((await ask(server, '/_progress.json?t=1&x=../..')).text).toBe('{"job_id":"one"}')
})

test('two requests on one connection get two answers', async () => {
  const server = await servedStory()
  const first = rawRequest(server.port, '/_progress.json').replace('Connection: close\r\n', '')
  const answers = await askRaw(server, first + rawRequest(server.port, '/nothing'))
  expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 404'])
})

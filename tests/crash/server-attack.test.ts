import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { askRaw, rawRequest, statusOf } from '../server/support/ask.ts'
import { temporaryFolder } from '../support/temporary.ts'

const CANARY = 'canary-7f3a91'
const child = fileURLToPath(new URL('./children/served.ts', import.meta.url))

/** A server in a process of its own, over a folder beside which lie secrets. */
async function target() {
  const around = temporaryFolder('attack')
  const folder = join(around, 'story')
  mkdirSync(join(folder, 'cards'), { recursive: true })
  mkdirSync(join(folder, '.hidden'))
  for (const path of ['secret.txt', 'story/.env', 'story/.hidden/secret.txt', 'story2.txt', '.env']) {
    writeFileSync(join(around, path), CANARY)
  }
  writeFileSync(join(folder, '_progress.json'), '{"job_id":"one","phases":{}}')
  writeFileSync(join(folder, 'cards', '1.txt'), '0123456789'.repeat(100))
  symlinkSync('../secret.txt', join(folder, 'link.txt'))
  symlinkSync('..', join(folder, 'up'))
  symlinkSync('/etc', join(folder, 'etc'))
  const server = spawn(process.execPath, ['--import', 'tsx', child, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => {
    server.kill()
  })
  const [line] = await once(server.stdout, 'data')
  const port = Number(String(line))
  return { port, alive: () => server.exitCode === null && server.signalCode === null }
}

/** Asks for all of them, some at a time, and gives the raw answers in order. */
async function askAll(server: { port: number }, requests: readonly string[]): Promise<string[]> {
  const answers: string[] = []
  for (let start = 0; start < requests.length; start += 25) {
    const some = requests.slice(start, start + 25)
    answers.push(...(await Promise.all(some.map((bytes) => askRaw(server, Buffer.from(bytes, 'latin1'))))))
  }
  return answers
}

function traversals(): string[] {
  const dots = [
    '..',
    '%2e%2e',
    '.%2e',
    '%2E.',
    '%252e%252e',
    '%c0%ae%c0%ae',
    '..;',
    '%u002e%u002e',
    '..%00',
    '....',
  ]
  const slashes = ['/', '%2f', '\\', '%5c', '%252f', '//', '/./', '%c0%af', '/%09/', '%2f%2f']
  const goals = ['secret.txt', 'etc/passwd', '.env', 'story2.txt', 'story/.env']
  const climbs = dots.flatMap((dot) =>
    slashes.flatMap((slash) => goals.map((goal) => `/${dot}${slash}${goal}`)),
  )
  const deep = goals.flatMap((goal) => [`/cards/../../${goal}`, `/up/${goal}`, `/etc/../${goal}`])
  const odd = [
    '/link.txt',
    '/up/secret.txt',
    '/etc/passwd',
    '/.env',
    '/.hidden/secret.txt',
    '/cards/%2e%2e/.env',
    'file:///etc/passwd',
    '//etc/passwd',
    '///etc/passwd',
    '/%2fetc/passwd',
    '/C:/secret.txt',
    '/~root',
    '..',
    '/?/../secret.txt',
    '/#/../secret.txt',
    '*',
    '/proc/self/environ',
    `/${'../'.repeat(500)}etc/passwd`,
    `/${'a/'.repeat(3000)}`,
    '/cards/1.txt/../../../secret.txt',
    '/_progress.json/../../secret.txt',
    '/up/story/.env',
    '/_events/../../secret.txt',
    '/_stories.json%00.txt',
    '/\u00ff\u00fe',
    '/%ff%fe',
    '/\t',
    '/%0d%0aX: y',
  ]
  return [...climbs, ...deep, ...odd]
}

function ranges(): string[] {
  const numbers = [
    '0',
    '1',
    '999',
    '1000',
    '-1',
    '',
    '00',
    '4294967296',
    '9007199254740993',
    '18446744073709551615',
    '1e3',
    '0x1',
    ' 1',
    '+1',
    'NaN',
    '٣',
  ]
  const pairs = numbers.flatMap((first) => numbers.slice(0, 10).map((last) => `bytes=${first}-${last}`))
  const odd = [
    'bytes=10-5',
    'bytes',
    'bytes=',
    'bytes=-',
    'bytes=--1',
    'bytes=0-0,0-0',
    `bytes=${'0-1,'.repeat(1000)}5-6`,
    'bytes=0-1,-1',
    'bits=0-1',
    '=0-1',
    'bytes 0-1',
    'bytes=0-1/5',
    'BYTES=0-1',
    'bytes=0-1;',
    `bytes=0-${'9'.repeat(4000)}`,
    `bytes=${'9'.repeat(4000)}-`,
    'bytes=-99999999999999999999',
    'bytes=-0',
    'none',
    'bytes=,,',
    'bytes=5-,',
    ';',
    '\u00ff',
    'bytes=0-1\u00ff',
    'bytes=\t0-1',
    'items=0-5',
    'bytes:0-5',
    'bytes=0-1-2',
    'bytes=0..5',
    'bytes=*',
    'bytes=*/5',
    'bytes=0-*',
    'bytes=0-1 ',
    'bytes= 0-1',
    'bytes=0 -1',
    'bytes=0- 1',
    'bytes="0-1"',
    'bytes=[0-1]',
    'bytes=a',
    'a-b',
  ]
  return [...pairs, ...odd]
}

const hosts = (port: number): string[] => [
  'evil.example',
  `evil.example:${port}`,
  `127.0.0.1.evil.example:${port}`,
  `localhost.evil.example:${port}`,
  `evil.example@127.0.0.1:${port}`,
  `127.0.0.1:${port}@evil.example`,
  `127.0.0.1:${port}.evil.example`,
  `127.0.0.1:${port}/evil`,
  `127.0.0.1:${port}#`,
  `127.0.0.1:0${port}`,
  `127.0.0.1:${port} evil`,
  '127.0.0.1',
  'localhost',
  `0.0.0.0:${port}`,
  `127.1:${port}`,
  `2130706433:${port}`,
  `0x7f000001:${port}`,
  `[::]:${port}`,
  `[::ffff:127.0.0.1]:${port}`,
  `localhost.:${port}`,
  `.localhost:${port}`,
  `xlocalhost:${port}`,
  `localhost:${port + 1}`,
  `:${port}`,
  '',
  `192.168.0.1:${port}`,
  `169.254.169.254:${port}`,
  `story.local:${port}`,
  `127.0.0.1:${port},evil.example`,
  `\u00ff:${port}`,
]

test('no target climbs out of the folder', async () => {
  const server = await target()
  const targets = traversals()
  expect(targets.length).toBeGreaterThanOrEqual(500)
  const answers = await askAll(
    server,
    targets.map((path) => rawRequest(server.port, path)),
  )
  for (const [index, answer] of answers.entries()) {
    expect(answer.includes(CANARY) || answer.includes('root:'), `${targets[index]} let something out`).toBe(
      false,
    )
    // The page itself is what a question mark leaves over.
    const expected = targets[index]?.startsWith('/?') ? [200] : [400, 404]
    expect(expected, `${targets[index]} was answered`).toContain(statusOf(answer))
  }
  expect(server.alive()).toBe(true)
})

test('no Range header ends the server or gives other bytes than it names', async () => {
  const server = await target()
  const headers = ranges()
  expect(headers.length).toBeGreaterThanOrEqual(200)
  const answers = await askAll(
    server,
    headers.map((range) => rawRequest(server.port, '/cards/1.txt', [`Range: ${range}`])),
  )
  const whole = '0123456789'.repeat(100)
  for (const [index, answer] of answers.entries()) {
    const status = statusOf(answer)
    expect([200, 206, 400, 416], `${headers[index]} gave ${status}`).toContain(status)
    const body = answer.split('\r\n\r\n')[1] ?? ''
    const part = /Content-Range: bytes (\d+)-(\d+)\/1000/.exec(answer)
    if (status === 206) expect(body).toBe(whole.slice(Number(part?.[1]), Number(part?.[2]) + 1))
    if (status === 200) expect(body).toBe(whole)
  }
  expect(answers.filter((answer) => statusOf(answer) === 206).length).toBeGreaterThan(20)
  expect(server.alive()).toBe(true)
})

test('no foreign Host header is answered with a story', async () => {
  const server = await target()
  const foreign = hosts(server.port)
  expect(foreign.length).toBeGreaterThanOrEqual(30)
  const requests = foreign.map(
    (host) => `GET /_progress.json HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
  )
  for (const [index, answer] of (await askAll(server, requests)).entries()) {
    expect([400, 421], `Host: ${foreign[index]}`).toContain(statusOf(answer))
    expect(answer).not.toContain('job_id')
  }
  expect(statusOf(await askRaw(server, rawRequest(server.port, '/_progress.json')))).toBe(200)
  expect(server.alive()).toBe(true)
})

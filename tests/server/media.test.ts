import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { get } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../support/temporary.ts'
import { until } from '../support/until.ts'
import { ask } from './support/ask.ts'
import { served } from './support/server.ts'

const LETTERS = 'abcdefghijklmnopqrstuvwxyz'

async function servedWith(files: Record<string, string>) {
  const folder = temporaryFolder()
  writeFileSync(join(folder, '_progress.json'), '{"phases":{}}')
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return { folder, ...(await served(folder)) }
}

const openFiles = () => readdirSync('/dev/fd').length

const rangeOf = async (server: { port: number }, range: string, headers: Record<string, string> = {}) => {
  const answer = await ask(server, '/a.txt', { headers: { Range: range, ...headers } })
  return [answer.status, answer.headers['content-range'], answer.status === 416 ? '' : answer.text]
}

test('a file comes whole, with validators, and says that it has ranges', async () => {
  const server = await servedWith({ 'sounds/a b.wav': LETTERS })
  const answer = await ask(server, '/sounds/a%20b.wav')
  expect([answer.status, answer.text]).toEqual([200, LETTERS])
  expect(answer.headers).toMatchObject({
    'content-type': 'audio/wav',
    'content-length': '26',
    'accept-ranges': 'bytes',
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
  })
  expect(answer.headers['last-modified']).toMatch(/GMT$/)
  const etag = String(answer.headers.etag)
  const unchanged = await ask(server, '/sounds/a%20b.wav', { headers: { 'If-None-Match': etag } })
  expect([unchanged.status, unchanged.bytes.length]).toEqual([304, 0])
  const since = { 'If-Modified-Since': String(answer.headers['last-modified']) }
  expect((await ask(server, '/sounds/a%20b.wav', { headers: since })).status).toBe(304)
})

test.each([
  ['bytes=0-0', 206, 'bytes 0-0/26', 'a'],
  ['bytes=2-4', 206, 'bytes 2-4/26', 'cde'],
  ['bytes=23-', 206, 'bytes 23-25/26', 'xyz'],
  ['bytes=23-999', 206, 'bytes 23-25/26', 'xyz'],
  ['bytes=-3', 206, 'bytes 23-25/26', 'xyz'],
  ['bytes=-999', 206, 'bytes 0-25/26', LETTERS],
  ['bytes=0-18446744073709551615', 206, 'bytes 0-25/26', LETTERS],
  ['bytes=26-', 416, 'bytes */26', ''],
  ['bytes=18446744073709551615-', 416, 'bytes */26', ''],
  ['bytes=-0', 416, 'bytes */26', ''],
  ['bytes=10-5', 200, undefined, LETTERS],
  ['bytes=0-1,3-4', 200, undefined, LETTERS],
  ['bytes=-', 200, undefined, LETTERS],
  ['bytes=a-b', 200, undefined, LETTERS],
  ['lines=0-1', 200, undefined, LETTERS],
])('Range: %s gives %i %s', async (range, status, contentRange, text) => {
  const server = await servedWith({ 'a.txt': LETTERS })
  expect(await rangeOf(server, range)).toEqual([status, contentRange, text])
})

test('a range is only of the version that the reader has', async () => {
  const server = await servedWith({ 'a.txt': LETTERS })
  const etag = String((await ask(server, '/a.txt')).headers.etag)
  expect(await rangeOf(server, 'bytes=0-0', { 'If-Range': etag })).toEqual([206, 'bytes 0-0/26', 'a'])
  expect(await rangeOf(server, 'bytes=0-0', { 'If-Range': '"old"' })).toEqual([200, undefined, LETTERS])
})

test('an empty file is served, and has no range', async () => {
  const server = await servedWith({ 'a.txt': '' })
  const whole = await ask(server, '/a.txt')
  expect([whole.status, whole.headers['content-length']]).toEqual([200, '0'])
  expect((await rangeOf(server, 'bytes=0-'))[0]).toBe(416)
})

test('HEAD gives the head alone, of the whole file', async () => {
  const server = await servedWith({ 'a.txt': LETTERS })
  const answer = await ask(server, '/a.txt', { method: 'HEAD', headers: { Range: 'bytes=0-1' } })
  expect([answer.status, answer.headers['content-length'], answer.bytes.length]).toEqual([200, '26', 0])
})

test.each(['page.html', 'drawing.svg', 'feed.xml', 'page.XHTML', 'page.htm'])(
  '%s from the folder runs nothing',
  async (name) => {
    const server = await servedWith({ [name]: '<p>hello</p>' })
    const answer = await ask(server, `/${name}`)
    expect(answer.status).toBe(200)
    expect(answer.headers['content-security-policy']).toBe(
      "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; media-src 'self'; frame-ancestors 'none'",
    )
  },
)

test.each(['run.exe', 'code.js', 'noending', 'odd.constructor', 'archive.tar.gz'])(
  '%s is a download',
  async (name) => {
    const server = await servedWith({ [name]: 'x' })
    const { headers } = await ask(server, `/${name}`)
    expect([headers['content-type'], headers['content-disposition']]).toEqual([
      'application/octet-stream',
      'attachment',
    ])
  },
)

test('what is hidden stays hidden', async () => {
  const server = await servedWith({ '.env': 'canary', '.git/config': 'canary', 'a/.b/c.txt': 'canary' })
  for (const target of ['/.env', '/%2eenv', '/.git/config', '/a/.b/c.txt', '/a/%2Eb/c.txt']) {
    const answer = await ask(server, target)
    expect([target, answer.status]).toEqual([target, 404])
    expect(answer.text).not.toContain('canary')
  }
})

test('links that stay inside are followed; those that leave or lead to hidden files are not', async () => {
  const server = await servedWith({ 'a.txt': LETTERS, '.secret': 'canary' })
  const outside = temporaryFolder()
  writeFileSync(join(outside, 'a.txt'), 'canary')
  symlinkSync('a.txt', join(server.folder, 'inside.txt'))
  symlinkSync(join(outside, 'a.txt'), join(server.folder, 'outside.txt'))
  symlinkSync(outside, join(server.folder, 'folder'))
  symlinkSync('.secret', join(server.folder, 'shown.txt'))
  expect((await ask(server, '/inside.txt')).text).toBe(LETTERS)
  for (const target of ['/outside.txt', '/folder/a.txt', '/shown.txt']) {
    const answer = await ask(server, target)
    expect([target, answer.status, answer.text.includes('canary')]).toEqual([target, 404, false])
  }
})

test('folders, pipes and devices are not there', async () => {
  const server = await servedWith({ 'pictures/a.png': 'x' })
  execFileSync('mkfifo', [join(server.folder, 'pipe.txt')])
  symlinkSync('/dev/zero', join(server.folder, 'zero.txt'))
  for (const target of [
    '/pictures',
    '/pictures/',
    '/pipe.txt',
    '/zero.txt',
    '/a.txt/b',
    '/pictures/a.png/',
  ]) {
    expect([target, (await ask(server, target)).status]).toEqual([target, 404])
  }
})

test('a reader that goes away in the middle leaves no open file behind', async () => {
  const server = await servedWith({ 'long.bin': 'x'.repeat(8_000_000) })
  const before = openFiles()
  for (let turn = 0; turn < 20; turn += 1) {
    await new Promise<void>((gone) => {
      const sent = get(`${server.url}/long.bin`, { agent: false }, (response) => {
        response.once('data', () => sent.destroy())
        response.on('error', () => gone())
        response.on('close', () => gone())
      })
      sent.on('error', () => gone())
    })
  }
  await until('closed files', () => openFiles() <= before + 2)
  expect((await ask(server, '/long.bin', { headers: { Range: 'bytes=0-0' } })).text).toBe('x')
})

test('answers without a body leave no open file behind', async () => {
  const server = await servedWith({ 'a.txt': LETTERS })
  const etag = String((await ask(server, '/a.txt')).headers.etag)
  const before = openFiles()
  for (let turn = 0; turn < 30; turn += 1) {
    await ask(server, '/a.txt', { method: 'HEAD' })
    await ask(server, '/a.txt', { headers: { 'If-None-Match': etag } })
    await ask(server, '/a.txt', { headers: { Range: 'bytes=99-' } })
    await ask(server, '/pictures')
  }
  await until('closed files', () => openFiles() <= before + 2)
})

test('a file that becomes shorter on the way breaks the connection: nothing else is taken for its rest', async () => {
  const server = await servedWith({ 'long.bin': '', 'next.txt': 'the next answer' })
  const path = join(server.folder, 'long.bin')
  truncateSync(path, 100_000_000)
  const socket = connect(server.port, '127.0.0.1')
  const received = await new Promise<string>((resolve, reject) => {
    const chunks: Buffer[] = []
    socket.once('data', () => truncateSync(path, 0))
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    socket.on('error', reject)
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')))
    const head = (name: string) => `GET /${name} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`
    socket.write(head('long.bin') + head('next.txt'))
  })
  expect(received).toContain('Content-Length: 100000000')
  expect(received.length).toBeLessThan(100_000_000)
  expect(received).not.toContain('the next answer')
})

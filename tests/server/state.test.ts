import { once } from 'node:events'
import {
  closeSync,
  futimesSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { get } from 'node:http'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../support/temporary.ts'
import { until } from '../support/until.ts'
import { ask } from './support/ask.ts'
import { served } from './support/server.ts'

const PROGRESS = '{"job_id":"night-train","workflow":"story","phases":{"reddit":"done"}}'

function storyFolder(text: string | Uint8Array = PROGRESS): string {
  const folder = temporaryFolder()
  writeFileSync(join(folder, '_progress.json'), text)
  return folder
}

test('a state file comes whole, with its length, a tag and no caching', async () => {
  const server = await served(storyFolder())
  const answer = await ask(server, '/_progress.json')
  expect(answer.status).toBe(200)
  expect(answer.text).toBe(PROGRESS)
  expect(answer.headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(PROGRESS.length),
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  })
  expect(answer.headers.etag).toMatch(/^"[\w-]+"$/)
})

test.each(['_phase_status.txt', '_history.jsonl'])('%s is state too', async (name) => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, name), 'phase=director\n')
  const answer = await ask(await served(folder), `/${name}`)
  expect([answer.text, answer.headers['cache-control']]).toEqual(['phase=director\n', 'no-cache'])
  expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8')
})

test('a reader that has this version is told so, and gets the next one', async () => {
  const folder = storyFolder()
  const server = await served(folder)
  const etag = String((await ask(server, '/_progress.json')).headers.etag)
  for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
    const same = await ask(server, '/_progress.json', { headers: { 'If-None-Match': known } })
    expect([known, same.status, same.bytes.length, same.headers.etag]).toEqual([known, 304, 0, etag])
  }
  writeFileSync(join(folder, 'next'), '{"job_id":"next"}')
  renameSync(join(folder, 'next'), join(folder, '_progress.json'))
  const next = await ask(server, '/_progress.json', { headers: { 'If-None-Match': etag } })
  expect([next.status, next.text]).toEqual([200, '{"job_id":"next"}'])
  expect(next.headers.etag).not.toBe(etag)
})

test('the same text written again is no new version', async () => {
  const folder = storyFolder()
  const server = await served(folder)
  const etag = String((await ask(server, '/_progress.json')).headers.etag)
  writeFileSync(join(folder, '_progress.json'), PROGRESS)
  const again = await ask(server, '/_progress.json', { headers: { 'If-None-Match': etag } })
  expect(again.status).toBe(304)
})

test('a file that is overwritten in place, with the same size within one clock tick, is never served old', async () => {
  const folder = storyFolder('{"n":1000}')
  const server = await served(folder)
  const fd = openSync(join(folder, '_progress.json'), 'r+')
  const tick = new Date()
  for (let number = 1001; number < 1020; number += 1) {
    writeSync(fd, `{"n":${number}}`, 0)
    futimesSync(fd, tick, tick)
    expect((await ask(server, '/_progress.json')).text).toBe(`{"n":${number}}`)
  }
  closeSync(fd)
})

test('HEAD gives the head alone', async () => {
  const server = await served(storyFolder())
  const answer = await ask(server, '/_progress.json', { method: 'HEAD' })
  expect([answer.status, answer.bytes.length]).toEqual([200, 0])
  expect(answer.headers['content-length']).toBe(String(PROGRESS.length))
})

test('a file that is not there is said to be missing, in words', async () => {
  const answer = await ask(await served(temporaryFolder()), '/_tasks.json')
  expect([answer.status, answer.headers['cache-control']]).toEqual([404, 'no-store'])
  expect(JSON.parse(answer.text)).toEqual({
    error: 'There is no such file here.',
    hint: 'Look at the file name, or wait until the pipeline has made it.',
  })
})

test.each([
  ['empty', Buffer.alloc(0)],
  ['truncated', Buffer.from('{"job_id":"ni')],
  ['not UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x00, 0x7d])],
  ['a hundred thousand lists deep', Buffer.from('['.repeat(100_000) + ']'.repeat(100_000))],
  [
    'ten thousand phases long',
    Buffer.from(
      JSON.stringify({
        phases: Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`p${n}`, 'done'])),
      }),
    ),
  ],
])('what is %s is passed on byte for byte', async (_what, bytes) => {
  const answer = await ask(await served(storyFolder(bytes)), '/_progress.json')
  expect(answer.status).toBe(200)
  expect(answer.bytes.equals(bytes)).toBe(true)
})

test('200 MB are passed on, and the server goes on', async () => {
  const folder = storyFolder('')
  truncateSync(join(folder, '_progress.json'), 200 * 1024 * 1024)
  const server = await served(folder)
  const [response] = await once(get(`${server.url}/_progress.json`), 'response')
  expect(response.headers['content-length']).toBe(String(200 * 1024 * 1024))
  let received = 0
  for await (const chunk of response) received += chunk.length
  expect(received).toBe(200 * 1024 * 1024)
  expect((await ask(server, '/')).status).toBe(200)
})

test('what is larger than 256 MiB is refused in words, without the path of this machine', async () => {
  const folder = storyFolder('')
  truncateSync(join(folder, '_progress.json'), 256 * 1024 * 1024 + 1)
  const answer = await ask(await served(folder), '/_progress.json')
  expect(answer.status).toBe(413)
  expect(JSON.parse(answer.text).hint).toMatch(/^_progress\.json has 256 MB; more than 256 MB is not read/)
  expect(answer.text).not.toContain(folder)
})

test('a story that vanishes and comes back is served again', async () => {
  const folder = storyFolder()
  const server = await served(folder)
  expect((await ask(server, '/_progress.json')).status).toBe(200)
  rmSync(folder, { recursive: true })
  expect((await ask(server, '/_progress.json')).status).toBe(404)
  expect((await ask(server, '/')).status).toBe(200)
  mkdirSync(folder)
  writeFileSync(join(folder, '_progress.json'), '{"job_id":"back"}')
  expect((await ask(server, '/_progress.json')).text).toBe('{"job_id":"back"}')
})

test('a state file that is a link out of the folder is not served', async () => {
  const outside = join(temporaryFolder(), 'secret.json')
  writeFileSync(outside, '"canary"')
  const folder = storyFolder()
  const server = await served(folder)
  await ask(server, '/_progress.json')
  unlinkSync(join(folder, '_progress.json'))
  symlinkSync(outside, join(folder, '_progress.json'))
  const answer = await ask(server, '/_progress.json')
  expect(answer.status).toBe(404)
  expect(answer.text).not.toContain('canary')
})

test('a settled file is not read again, and a change is still seen at once', async () => {
  const folder = storyFolder()
  const server = await served(folder)
  const end = performance.now() + 2200
  await until('the stamp to settle', async () => {
    await ask(server, '/_progress.json')
    return performance.now() > end
  })
  writeFileSync(join(folder, '_progress.json'), PROGRESS.replace('done', 'skip'))
  expect((await ask(server, '/_progress.json')).text).toContain('skip')
})

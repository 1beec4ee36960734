import { describe, expect, it } from 'vitest'
import { MAX_BYTES } from '../../../viewer/src/skeleton/fetching.ts'
import { deskOver } from './support/ask.ts'

const SKELETON = '{"title":"Fog","chapters":[]}'

describe('asking for the skeleton', () => {
  it('sends the ETag of the last answer and takes a 304 for unchanged', async () => {
    const asked: (string | null)[] = []
    const desk = deskOver((request) => {
      asked.push(request.headers.get('if-none-match'))
      const headers = { etag: '"one"' }
      return request.headers.get('if-none-match') === '"one"'
        ? new Response(null, { status: 304, headers })
        : new Response(SKELETON, { headers })
    })
    await desk.look()
    const { validator } = desk.last('version')
    expect(await desk.look({}, validator)).toMatchObject({ kind: 'unchanged' })
    expect(asked).toEqual([null, '"one"'])
  })

  it('goes by the time of change where there is no ETag', async () => {
    const modified = 'Sat, 21 Nov 2026 10:00:00 GMT'
    const desk = deskOver(
      () =>
        new Response(SKELETON, {
          headers: { 'last-modified': modified, date: 'Sat, 21 Nov 2026 10:00:09 GMT' },
        }),
    )
    await desk.look()
    expect(desk.last('version').validator).toEqual({ modified })
  })

  it('does not trust a time of change that is as young as the answer', async () => {
    const now = 'Sat, 21 Nov 2026 10:00:00 GMT'
    const desk = deskOver(() => new Response(SKELETON, { headers: { 'last-modified': now, date: now } }))
    await desk.look()
    expect(desk.last('version').validator).toEqual({})
  })

  it.each([
    ['', 'it is empty'],
    ['{"title": "Fo', 'it is not whole JSON'],
    ['[1, 2]', 'it is not a JSON object'],
    ['null', 'it is not a JSON object'],
    [Uint8Array.from([0x7b, 0xff, 0xfe, 0x7d]), 'it is not UTF-8 text'],
    ['\u0000\u0000', 'it is not whole JSON'],
  ])('says why %j can not be read', async (body, reason) => {
    const desk = deskOver(() => new Response(body))
    expect(await desk.look()).toMatchObject({
      kind: 'unreadable',
      trouble: 'unread',
      reason: expect.stringContaining(reason),
    })
  })

  it('keeps what it has when the next version can not be read', async () => {
    let body = SKELETON
    const desk = deskOver(() => new Response(body))
    await desk.look()
    body = '{"title":'
    await desk.look()
    expect((await desk.show({})).ids).toHaveLength(0)
    expect(desk.replies.map((reply) => reply.kind)).toEqual(['version', 'unreadable', 'arranged'])
  })

  it('reads no file that is larger than its limit, said in the headers or not', async () => {
    const said = deskOver(() => new Response('{}', { headers: { 'content-length': '200000000' } }))
    expect(await said.look()).toMatchObject({ trouble: 'too large', reason: 'it is larger than 100 MB' })

    let sent = 0
    const chunk = new Uint8Array(4_000_000).fill(32)
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += chunk.byteLength
        controller.enqueue(chunk)
      },
    })
    const unsaid = deskOver(() => new Response(endless))
    expect(await unsaid.look()).toMatchObject({ trouble: 'too large' })
    expect(sent).toBeLessThan(MAX_BYTES + 4 * chunk.byteLength)
  })

  it('says what a server answered that has no file to give', async () => {
    const answering = (status: number) => deskOver(() => new Response('', { status })).look()
    expect(await answering(404)).toMatchObject({ kind: 'absent' })
    expect(await answering(413)).toMatchObject({ trouble: 'too large' })
    expect(await answering(500)).toMatchObject({ trouble: 'refused', reason: 'the server answered 500' })
  })

  it('says so when nobody answers', async () => {
    const desk = deskOver(() => Promise.reject(new TypeError('fetch failed')))
    expect(await desk.look()).toMatchObject({ trouble: 'unreachable', reason: 'the server does not answer' })
  })
})

import { utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { until } from '../support/until.ts'
import { configWith } from './support/generator.ts'
import { addUser, enter, fieldsOf, openHouse, Visitor } from './support/visit.ts'

const STREAM = '/streams/the-lighthouse'

type Followed = { status: number; text(): string; isOver(): boolean; close(): void }

/** Opens an event stream as a page would, and keeps what it hears. */
async function follow(visitor: Visitor, path: string): Promise<Followed> {
  const abort = new AbortController()
  const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const answer = await fetch(visitor.url + path, {
    headers: { cookie },
    redirect: 'manual',
    signal: abort.signal,
  })
  let text = ''
  let isOver = false
  const hear = async () => {
    const decoder = new TextDecoder()
    const reader = answer.body?.getReader()
    for (let piece = await reader?.read(); piece?.done === false; piece = await reader?.read()) {
      text += decoder.decode(piece.value, { stream: true })
    }
  }
  const heard = hear()
    .catch(() => {})
    .finally(() => {
      isOver = true
    })
  const close = () => abort.abort()
  onTestFinished(async () => {
    close()
    await heard
  })
  return { status: answer.status, text: () => text, isOver: () => isOver, close }
}

const approve = async (visitor: Visitor) => {
  const fields = fieldsOf((await visitor.get(`${STREAM}/story`)).text, `${STREAM}/story`)
  expect((await visitor.post(`${STREAM}/story`, { ...fields, verdict: 'approved' })).status).toBe(303)
}

test('a page hears what was decided, what is being made, and which file changed', async () => {
  const { house, visitor } = await enter({
    config: configWith(`console.log('40%'); setInterval(() => {}, 1000)`),
  })
  const page = await follow(visitor, `${STREAM}/events`)
  const list = await follow(visitor, '/events')
  await until('hello', () => page.text().includes('event: hello') && list.text().includes('event: hello'))
  expect(page.text()).not.toContain('changed')
  await approve(visitor)
  await until('the decision', () => page.text().includes('event: changed\ndata: {"things":["story"]}'))
  await until('the decision in the list', () => list.text().includes('data: {"things":["list"]}'))
  await visitor.send(`${STREAM}/keyframes/1/generate`, {})
  await until('the task', () => page.text().includes('"keyframe/1"'))
  utimesSync(join(house.streams, 'the-lighthouse/production.json'), 1, 1)
  await until('the file', () => page.text().includes('"spec"'))
  writeFileSync(join(house.streams, 'the-lighthouse/deployment.json'), '{}')
  await until('another file', () => page.text().includes('"deploy"'))
})

test('the events end with the login', async () => {
  const { visitor } = await enter()
  const page = await follow(visitor, `${STREAM}/events`)
  await until('hello', () => page.text().includes('hello'))
  await visitor.send('/logout', {})
  await until('the end', () => page.isOver())
})

test('who is not logged in hears nothing, and nobody hears of a stream that is none', async () => {
  const house = await openHouse()
  const stranger = await follow(new Visitor(house), `${STREAM}/events`)
  expect(stranger.status).toBe(303)
  const { visitor } = await enter()
  for (const name of ['none', '..%2fthe-lighthouse', '%00']) {
    expect((await follow(visitor, `/streams/${name}/events`)).status, name).toBeGreaterThanOrEqual(400)
  }
})

test('a login has six pages that follow, and the next one when one of them is closed', async () => {
  const { house, visitor } = await enter()
  const pages = await Promise.all(Array.from({ length: 6 }, () => follow(visitor, '/events')))
  expect(pages.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 200))
  expect((await follow(visitor, `${STREAM}/events`)).status).toBe(429)
  await addUser(house.database, 'otto')
  const other = new Visitor(house)
  await other.login('otto')
  expect((await follow(other, '/events')).status).toBe(200)
  pages[0]?.close()
  await until('a place', async () => (await follow(visitor, `${STREAM}/events`)).status === 200)
})

test('closing the server ends the events at once', async () => {
  const { house, visitor } = await enter()
  const page = await follow(visitor, '/events')
  await until('hello', () => page.text().includes('hello'))
  await house.close()
  await until('the end', () => page.isOver())
})

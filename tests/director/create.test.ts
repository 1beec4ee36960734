import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { addUser, enter, openHouse, Visitor } from './support/visit.ts'

const FILLED = {
  title: 'The Salt Road',
  name: '',
  story: 'Every spring the caravan left a lamp at the ford.\r\n\r\nThis year it was burning.',
  language: 'en',
  style: 'ink wash',
  tone: 'warm, patient,',
  references: '',
  notes: 'No faces.',
}

const inputOf = (streams: string, name: string) =>
  JSON.parse(readFileSync(join(streams, name, 'input.json'), 'utf8'))

test('a stream begins as a folder with the input.json that pipelines read', async () => {
  const { house, visitor } = await enter()
  const made = await visitor.send('/new', FILLED)
  expect([made.status, made.headers.get('location')]).toEqual([303, '/streams/the-salt-road'])
  const { created_at, ...input } = inputOf(house.streams, 'the-salt-road')
  expect(Date.parse(created_at)).toBeGreaterThan(0)
  expect(input).toEqual({
    id: 'the-salt-road',
    title: 'The Salt Road',
    language: 'en',
    story: 'Every spring the caravan left a lamp at the ford.\n\nThis year it was burning.',
    style: 'ink wash',
    brief: { tone: ['warm', 'patient'], notes: 'No faces.' },
    created_by: 'The iris',
  })
  expect(readdirSync(join(house.streams, 'the-salt-road'))).toEqual(['input.json'])
  expect((await visitor.get('/')).text).toContain('The Salt Road')
  expect((await visitor.get('/streams/the-salt-road/story')).text).toContain('This year it was burning.')
})

test('a folder that is there already stays as it is, whatever it holds', async () => {
  const { house, visitor } = await enter()
  const before = readFileSync(join(house.streams, 'the-lighthouse', 'input.json'))
  mkdirSync(join(house.streams, 'empty'))
  for (const name of ['the-lighthouse', 'empty']) {
    const refused = await visitor.send('/new', { ...FILLED, name })
    expect(refused.status).toBe(422)
    expect(refused.text).toContain(`There is a folder ${name} already.`)
  }
  expect(readFileSync(join(house.streams, 'the-lighthouse', 'input.json'))).toEqual(before)
  expect(readdirSync(join(house.streams, 'empty'))).toEqual([])
})

test.each([
  '..',
  '.',
  '../outside',
  'a/b',
  'a\\b',
  '.hidden',
  '-f',
  'a\u0000b',
  'a\nb',
  'x'.repeat(81),
  'ends in a dot.',
])('no folder is made under the name %j', async (name) => {
  const { house, visitor } = await enter()
  const before = readdirSync(house.streams)
  const refused = await visitor.send('/new', { ...FILLED, name })
  expect(refused.status).toBe(422)
  expect(refused.text).toMatch(/id="name-fault">(Take letters|The name can not end)/)
  expect(readdirSync(house.streams)).toEqual(before)
  expect(existsSync(join(house.streams, '..', 'outside'))).toBe(false)
})

test('what is wrong stands at its field, and what was typed stays', async () => {
  const { visitor } = await enter()
  const { status, text } = await visitor.send('/new', { ...FILLED, title: '', story: ' \n', tone: '<b>"x"' })
  expect(status).toBe(422)
  expect(text).toContain('2 fields need a look.')
  expect(text).toMatch(/id="title"[^>]*aria-invalid="true" aria-describedby="title-fault"/)
  expect(text).toContain('id="story-fault"')
  expect(text).toContain('value="&lt;b>&quot;x&quot;"')
  expect(text).toContain('value="ink wash"')
  expect(text).toContain('No faces.</textarea>')
})

test('a story keeps its letters, quotes, dollars and lines', async () => {
  const { house, visitor } = await enter()
  const story = '"$(rm -rf ~)" – 🚢\n\n--flag `x` \\ </textarea><script>'
  expect((await visitor.send('/new', { ...FILLED, story })).status).toBe(303)
  expect(inputOf(house.streams, 'the-salt-road').story).toBe(story)
})

test('of twenty who begin the same stream at once, one does', async () => {
  const { house, visitor } = await enter()
  const token = /name="token" value="([^"]*)"/.exec((await visitor.get('/new')).text)?.[1] ?? ''
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      visitor.post('/new', { ...FILLED, token, name: 'contested', notes: `number ${index}` }),
    ),
  )
  expect(answers.map(({ status }) => status).sort()).toEqual([303, ...Array(19).fill(422)])
  expect(inputOf(house.streams, 'contested').brief.notes).toMatch(/^number \d+$/)
})

test('somebody who only looks is not offered to begin one, and can not', async () => {
  const house = await openHouse()
  await addUser(house.database, 'otto', 'viewer')
  const visitor = new Visitor(house)
  await visitor.login('otto')
  expect((await visitor.get('/')).text).not.toContain('href="/new"')
  expect((await visitor.get('/new')).status).toBe(403)
})

test('an archived stream is off the list and not lost, and comes back', async () => {
  const { house, visitor } = await enter()
  const page = '/streams/the-lighthouse'
  const files = readdirSync(join(house.streams, 'the-lighthouse'))
  expect((await visitor.send(`${page}/archive`, {})).status).toBe(303)
  const list = (await visitor.get('/')).text
  expect(list).not.toContain('The Lighthouse')
  expect(list).toContain('href="/?archived=1"')
  expect((await visitor.get('/?archived=1')).text).toContain('The Lighthouse')
  expect((await visitor.get(page)).text).toContain('This stream is in the archive')
  expect(readdirSync(join(house.streams, 'the-lighthouse'))).toEqual(files)
  await visitor.send(`${page}/unarchive`, {})
  expect((await visitor.get('/')).text).toContain('The Lighthouse')
  expect((await visitor.get('/?archived=1')).text).toContain('Nothing was put away yet.')
  expect((await visitor.send('/streams/nobody/archive', {})).status).toBe(404)
})

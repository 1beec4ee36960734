import { openAccounts } from 'story-monitor/director'
import { expect, test } from 'vitest'
import { openDatabase } from '../../src/director/store/index.ts'
import { routes } from '../../src/director/web/routes.ts'
import { configWith } from './support/generator.ts'
import { putKeyframe } from './support/pictures.ts'
import { addUser, enter, fieldsOf, promptFields, Visitor } from './support/visit.ts'

/** The lines of the timeline, newest first, as a person reads them. */
const linesIn = (text: string) =>
  [...text.matchAll(/<li class="act [^"]*">.*?<p>(.*?)<\/p><\/li>/gs)].map(([, line = '']) =>
    line.replace(/<[^>]*>/g, ''),
  )

const stream = '/streams/the-lighthouse'

async function decide(visitor: Visitor, path: string, fields: Record<string, string>): Promise<void> {
  const seen = fieldsOf((await visitor.get(path)).text, path)
  expect((await visitor.post(path, { ...seen, ...fields })).status).toBe(303)
}

test('everything that somebody does stands on the timeline, newest first', async () => {
  const { house, visitor } = await enter()
  putKeyframe(house.streams, 'the-lighthouse', 'segment_2.png', 'x')
  await decide(visitor, `${stream}/story`, { verdict: 'approved', note: '' })
  await decide(visitor, `${stream}/keyframes/2`, { verdict: 'rejected', note: 'Too <bright>' })
  const edit = promptFields((await visitor.get(`${stream}/spec`)).text, '2:image_prompt')
  await visitor.post(`${stream}/spec/value`, { ...edit, value: 'a dim radio' })
  await visitor.send(`${stream}/keyframes/2/generate`, {})
  await visitor.send(`${stream}/archive`, {})
  await visitor.send('/new', { title: 'Another', story: 'x' })
  const lines = linesIn((await visitor.get('/activity')).text)
  expect(lines).toEqual([
    'The iris created Another',
    'The iris archived The Lighthouse That Listened',
    'The iris asked for a new keyframe of THE RADIO in The Lighthouse That Listened',
    'The iris edited the image prompt of THE RADIO in The Lighthouse That Listened',
    'The iris rejected the keyframe of THE RADIO in The Lighthouse That ListenedToo &lt;bright>',
    'The iris approved the story in The Lighthouse That Listened',
    'The iris logged in',
    'The iris was added as a director',
  ])
})

test('a text of the direction is named by its place, and a segment that is gone by its number', async () => {
  const { house, visitor } = await enter()
  const edit = promptFields((await visitor.get(`${stream}/spec`)).text, 'visual_direction/texture')
  await visitor.post(`${stream}/spec/value`, { ...edit, value: 'wet brush' })
  const db = await openDatabase(house.database)
  db.run(
    "INSERT INTO events (at, user_id, kind, stream, detail) VALUES (?, 1, 'edited', 'the-lighthouse', '9:image_prompt')",
    new Date().toISOString(),
  )
  db.close()
  expect(linesIn((await visitor.get('/activity')).text).slice(0, 2)).toEqual([
    'The iris edited the image prompt of segment 9 in The Lighthouse That Listened',
    'The iris edited the texture of the visual direction in The Lighthouse That Listened',
  ])
})

test('an edit that was refused is not on it', async () => {
  const { visitor } = await enter()
  const edit = promptFields((await visitor.get(`${stream}/spec`)).text, '2:image_prompt')
  await visitor.post(`${stream}/spec/value`, { ...edit, seen: 'something else', value: 'a dim radio' })
  expect(linesIn((await visitor.get('/activity')).text)[0]).toBe('The iris logged in')
})

test('it can be read of one person and of one stream', async () => {
  const { house, visitor } = await enter()
  await addUser(house.database, 'otto')
  const otto = new Visitor(house)
  await otto.login('otto')
  await decide(otto, `${stream}/story`, { verdict: 'approved', note: '' })
  await visitor.send('/new', { title: 'Another', story: 'x' })
  const of = async (query: string) => linesIn((await visitor.get(`/activity?${query}`)).text)
  expect(await of('person=otto')).toEqual([
    'The otto approved the story in The Lighthouse That Listened',
    'The otto logged in',
    'The otto was added as a director',
  ])
  expect(await of('stream=another')).toEqual(['The iris created Another'])
  expect(await of('stream=another&person=otto')).toEqual([])
  expect(await of('person=%27%20OR%201--')).toEqual([])
})

test('a long record is read page by page, each line once, many of one moment too', async () => {
  const { house, visitor } = await enter()
  const db = await openDatabase(house.database)
  const at = '2026-01-10T12:00:00.000Z'
  db.transaction(() => {
    for (let number = 0; number < 130; number++) {
      db.run(
        `INSERT INTO decisions (stream, segment, checkpoint, verdict, note, user_id, at, file_hash, source_hash)
         VALUES ('gone', ?, 'keyframe', 'approved', '', 1, ?, '', '')`,
        `d${number}`,
        at,
      )
      db.run("INSERT INTO events (at, user_id, kind, stream) VALUES (?, 1, 'created', ?)", at, `e${number}`)
    }
  })
  db.close()
  const all: string[] = []
  let path: string | undefined = '/activity'
  while (path !== undefined) {
    const { text } = await visitor.get(path)
    all.push(...linesIn(text))
    path = /rel="next" href="([^"]*)"/.exec(text)?.[1]?.replaceAll('&amp;', '&')
  }
  expect(all).toHaveLength(262)
  expect(new Set(all).size).toBe(262)
  expect((await visitor.get('/activity?before=nonsense')).status).toBe(200)
})

test('nothing in the record can be changed or taken away, whatever program tries', async () => {
  const { house, visitor } = await enter()
  await decide(visitor, `${stream}/story`, { verdict: 'approved', note: '' })
  const db = await openDatabase(house.database)
  try {
    for (const table of ['events', 'decisions']) {
      expect(() => db.run(`DELETE FROM ${table}`)).toThrow(/only ever added/)
      expect(() => db.run(`UPDATE ${table} SET at = ''`)).toThrow(/only ever added/)
    }
  } finally {
    db.close()
  }
})

test('a task that is taken back is named with its stream, and once, however often it is pressed', async () => {
  const { visitor } = await enter({ config: configWith('setInterval(() => {}, 1000)') })
  await visitor.send(`${stream}/keyframes/2/generate`, {})
  for (let press = 0; press < 2; press++) await visitor.send('/tasks/1/cancel', {})
  const { text } = await visitor.get('/activity?stream=the-lighthouse')
  expect(linesIn(text)).toEqual([
    'The iris canceled a new keyframe of THE RADIO in The Lighthouse That Listened',
    'The iris asked for a new keyframe of THE RADIO in The Lighthouse That Listened',
  ])
})

test('what is done to users on the command line is on it', async () => {
  const { house, visitor } = await enter()
  const accounts = await openAccounts(house.database)
  await accounts.add({ name: 'otto', displayName: 'The otto', role: 'viewer', password: 'a longer password' })
  for (let time = 0; time < 2; time++) accounts.disable('otto')
  expect(await accounts.changePassword('otto', 'another password')).toMatchObject({ disabled: true })
  expect([accounts.enable('Otto'), accounts.enable('otto')]).toEqual([true, false])
  accounts.close()
  expect(linesIn((await visitor.get('/activity?person=otto')).text)).toEqual([
    'The otto was enabled',
    'The otto was given a new password',
    'The otto was disabled',
    'The otto was added as a viewer',
  ])
})

test('times are marked for the reader’s own clock, as on every other page', async () => {
  const { text } = await (await enter()).visitor.get('/activity')
  expect(text.match(/<li class="act [^"]*"><time dateTime="[^"]*Z" data-local/gi)).toHaveLength(2)
  expect(text.match(/<time/g)).toHaveLength(2)
  expect(text).not.toContain('UTC.')
})

test('a change without a kind of its own is recorded by its address', async () => {
  const { visitor } = await enter()
  const known = routes().filter(({ method, access }) => method === 'POST' && access === 'director')
  expect(known.length).toBeGreaterThan(10)
  await visitor.send('/presets', { name: 'Dusk', text: 'low sun' })
  expect(linesIn((await visitor.get('/activity')).text)[0]).toBe('The iris changed the preset Dusk')
  await visitor.send('/presets/1/remove', {})
  await visitor.send('/presets/1/remove', {})
  expect(linesIn((await visitor.get('/activity')).text).slice(0, 2)).toEqual([
    'The iris changed the presets: “Dusk” was removed',
    'The iris changed the preset Dusk',
  ])
})

test('the figures say so while there are too few, and count what was not taken back', async () => {
  const { house, visitor } = await enter()
  expect((await visitor.get('/figures')).text).toContain('too few to tell')
  const db = await openDatabase(house.database)
  const add = (segment: string, verdict: string) =>
    db.run(
      `INSERT INTO decisions (stream, segment, checkpoint, verdict, note, user_id, at, file_hash, source_hash)
       VALUES ('the-lighthouse', ?, 'keyframe', ?, '', 1, '2026-01-10T12:00:00.000Z', '', '')`,
      segment,
      verdict,
    )
  for (let number = 0; number < 9; number++) add(`${number}`, 'approved')
  for (const verdict of ['rejected', 'withdrawn', 'rejected', 'noted', 'rejected', 'rejected'])
    add('3', verdict)
  db.close()
  const { text } = await visitor.get('/figures')
  expect(text).toMatch(/Keyframes<\/th><td>9<\/td><td>3<\/td><td>75 %/)
  expect(text).toMatch(
    /The Lighthouse That Listened, segment 3<\/a><span class="muted">3 × rejected, 0 × generated/,
  )
})

import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { temporaryFolder } from '../support/temporary.ts'
import { configWith } from './support/generator.ts'
import { putKeyframe } from './support/pictures.ts'
import { enter, fieldsOf, type House, openHouse, Visitor } from './support/visit.ts'

type Folders = Record<string, Record<string, unknown>>

function put(house: House, streams: Folders): void {
  for (const [name, files] of Object.entries(streams)) {
    mkdirSync(join(house.streams, name), { recursive: true })
    for (const [file, content] of Object.entries(files)) {
      const text = typeof content === 'string' ? content : JSON.stringify(content)
      writeFileSync(join(house.streams, name, file), text)
    }
  }
}

async function listWith(streams: Folders): Promise<{ house: House; visitor: Visitor; text: string }> {
  const { house, visitor } = await enter()
  put(house, streams)
  return { house, visitor, text: (await visitor.get('/')).text }
}

const listOf = async (streams: Folders) => (await listWith(streams)).text

/** Titles in the order of the page. */
const titlesIn = (text: string) => [...text.matchAll(/<h3>([^<]*)<\/h3>/g)].map(([, title]) => title)

const segments = (count: number) => Array.from({ length: count }, (_, index) => ({ id: index + 1 }))

test('the list shows each stream with its title, its status and what waits', async () => {
  const text = await listOf({})
  expect(text).toContain('The Lighthouse That Listened')
  expect(text).toContain('spec ready')
  expect(text).toContain('the story to read · the spec to check')
  expect(text).toContain('0/3')
})

test('every dialect of a stream folder reads', async () => {
  const text = await listOf({
    scenes: { 'input.json': { title: 'Scenes', story: [{ scene: 1, title: 'One', text: 'A lamp.' }] } },
    top: {
      'input.json': { story: 'x' },
      'production.json': {
        stream_id: 'top',
        title: 'At the top',
        segments: [{ id: 1, name: 'A', keyframe_prompt: 'b' }],
      },
    },
    bare: { 'input.json': {} },
    'without input': { 'production.json': { stream: { title: 'No input' }, segments: [] } },
  })
  for (const title of ['Scenes', 'At the top', 'bare', 'No input']) expect(titlesIn(text)).toContain(title)
  expect(text).toContain('without input/input.json is missing.')
})

test('a broken file is shown with its name and line, and leaves the others alone', async () => {
  const text = await listOf({
    broken: { 'input.json': '{\n  "title": "A film",\n  "story": oops\n}' },
    half: { 'input.json': '{ "title": "Half' },
    odd: { 'input.json': '[]', 'production.json': 'null' },
  })
  expect(text).toMatch(/broken\/input\.json is not readable JSON: [^<]*\(line 3,? column 12\)/)
  expect(text).toMatch(/half\/input\.json is not readable JSON: [^<]*\(line 1,? column \d+\)/)
  expect(titlesIn(text)).toEqual(expect.arrayContaining(['The Lighthouse That Listened', 'odd']))
})

test.each([
  ['[]', 'odd/production.json holds a list, not an object'],
  ['5', 'odd/production.json holds a number, not an object'],
  ['{"segments":"none"}', 'The segments of odd/production.json are a text, not a list'],
  ['{"segments":[{"id":1},7]}', 'Segment 2 in odd/production.json is a number, not an object, and is passed'],
])('a production.json of %s is a problem that is told', async (production, problem) => {
  const text = await listOf({ odd: { 'input.json': { story: 'x' }, 'production.json': production } })
  expect(text).toContain(problem)
})

test('a file that is too big is named from the folder of streams on, like every other', async () => {
  const { house, visitor } = await enter()
  put(house, { big: { 'input.json': '{}', 'production.json': '{}' } })
  for (const file of ['input.json', 'production.json'])
    truncateSync(join(house.streams, 'big', file), 95 * 1024 * 1024)
  const { text } = await visitor.get('/')
  expect(text.match(/<\/span>big\/(input|production)\.json has 95 MB/g)).toHaveLength(2)
  expect(text).not.toContain(house.streams)
})

test('what can be made next is told with the way there, until it is under way', async () => {
  const { visitor } = await enter({ config: configWith('setInterval(() => {}, 1000)') })
  const stream = '/streams/the-lighthouse'
  expect((await visitor.get('/')).text).not.toContain('to make')
  for (const thing of ['story', 'spec']) {
    const seen = fieldsOf((await visitor.get(`${stream}/${thing}`)).text, `${stream}/${thing}`)
    await visitor.post(`${stream}/${thing}`, { ...seen, verdict: 'approved' })
  }
  const list = async () => (await visitor.get('/')).text
  expect(await list()).toContain('3 keyframes to make<span class="muted"> — brings 3 keyframes to judge')
  expect(await list()).toContain('Waiting for you')
  const way = /<a class="button primary" href="([^"]*)">Make keyframes/.exec((await visitor.get(stream)).text)
  expect(way?.[1]).toBe(`${stream}/keyframes?show=missing`)
  expect((await visitor.get(way?.[1] ?? '')).text).toContain('Generate')
  await visitor.send(`${stream}/keyframes/1/generate`, {})
  expect(await list()).toContain('2 keyframes to make')
  for (const key of ['2', '3']) await visitor.send(`${stream}/keyframes/${key}/generate`, {})
  expect(await list()).toContain('Nothing waits for you')
})

test('a video can be made once its keyframe is approved, where something makes videos', async () => {
  const { house, visitor } = await enter()
  const shot = '/streams/the-lighthouse/keyframes/1'
  putKeyframe(house.streams, 'the-lighthouse', 'segment_1.png', 'x')
  expect((await visitor.get('/')).text).not.toContain('video to make')
  const seen = fieldsOf((await visitor.get(shot)).text, shot)
  await visitor.post(shot, { ...seen, verdict: 'approved' })
  expect((await visitor.get('/')).text).toContain('1 video to make')
  vi.stubEnv('PATH', temporaryFolder('no-ffmpeg'))
  onTestFinished(() => {
    vi.unstubAllEnvs()
  })
  const without = await openHouse({ streams: house.streams, database: house.database })
  const again = new Visitor(without)
  for (const [name, value] of visitor.cookies) again.cookies.set(name, value)
  expect((await again.get('/')).text).not.toContain('to make')
})

test('a folder whose name no address can mean is told, with what to do, and waits for nobody', async () => {
  const names = ['a%2fb', '%2e%2e', 'back\\slash']
  const { visitor, text } = await listWith(
    Object.fromEntries(names.map((name) => [name, { 'input.json': { title: 'X', story: 'x' } }])),
  )
  for (const name of names) {
    expect(text).toContain(`The name of the folder ${name} can't stand in an address`)
    expect(text).not.toContain(`href="/streams/${encodeURIComponent(name)}"`)
  }
  expect(text).not.toContain('is missing')
  expect(text).toMatch(/Waiting <span class="count">1</)
  expect(titlesIn((await visitor.get('/?only=problems')).text).sort()).toEqual(names.toSorted())
})

test('media that are no files of the stream count as missing, with the reason, and never wait', async () => {
  const { house, visitor } = await enter()
  const folder = join(house.streams, 'the-lighthouse')
  const outside = join(house.streams, '..', 'cache.png')
  const picture = putKeyframe(house.streams, 'the-lighthouse', 'cache.png', 'x')
  writeFileSync(outside, picture)
  const shot = '/streams/the-lighthouse/keyframes/1'
  const at = join(folder, 'keyframes/segment_1.png')
  const ways: [string, () => void][] = [
    ['it is a link that leads out of the stream', () => symlinkSync(outside, at)],
    ['it is a link that leads nowhere', () => symlinkSync(at, at)],
    ['it is a link to what is no file', () => symlinkSync('../keyframes', at)],
    ['it is a folder', () => mkdirSync(at)],
    ['it is a pipe or a device', () => execFileSync('mkfifo', [at])],
  ]
  for (const [reason, make] of ways) {
    make()
    expect((await visitor.get(shot)).text).toContain('Not there yet')
    const { text } = await visitor.get('/')
    expect(text).not.toContain('to judge')
    expect(text).toContain(`the-lighthouse/keyframes/segment_1.png counts as missing: ${reason}.`)
    rmSync(at, { recursive: true })
  }
  symlinkSync('cache.png', at)
  const { text } = await visitor.get('/')
  expect(text).toContain('1 keyframe to judge')
  expect(text).not.toContain('counts as missing')
})

test('a folder of keyframes that is a link out of the stream is told once', async () => {
  const { house, visitor } = await enter()
  const outside = join(house.streams, '..', 'cache')
  mkdirSync(outside)
  writeFileSync(join(outside, 'segment_1.png'), 'x')
  symlinkSync(outside, join(house.streams, 'the-lighthouse/keyframes'))
  const { text } = await visitor.get('/')
  expect(text).not.toContain('to judge')
  expect(text).toContain('the-lighthouse/keyframes is a link that leads out of the stream')
})

test('what would unblock more comes first, with the reason', async () => {
  const text = await listOf({
    zebra: {
      'input.json': { title: 'Long film', story: '' },
      'production.json': { segments: segments(20) },
    },
  })
  expect(titlesIn(text).slice(0, 2)).toEqual(['Long film', 'The Lighthouse That Listened'])
  expect(text).toContain('lets 20 keyframes begin')
})

test('names with spaces, emoji and dots, and ids that are no numbers, have pages of their own', async () => {
  const name = 'Überfahrt 🚢 no. 2 – “quoted” & 100 %'
  const { house, visitor, text } = await listWith({
    [name]: {
      'input.json': { title: 'A crossing', story: 'x' },
      'production.json': {
        segments: [{ id: 'intro-a' }, { id: '../../etc' }, { id: '🎬' }, { title: 'no id' }],
      },
    },
  })
  putKeyframe(house.streams, name, 'segment_intro-a.png', 'x')
  const href = /href="(\/streams\/[^"]*berfahrt[^"]*)"/.exec(text)?.[1] ?? ''
  for (const tab of ['', '/story', '/spec', '/keyframes', '/keyframes/intro-a', '/videos', '/preview']) {
    const seen = await visitor.get(href + tab)
    expect([tab, seen.status]).toEqual([tab, 200])
  }
  expect((await visitor.get(`${href}/keyframes`)).text).toContain('/keyframes/at-2')
})

test('500 segments without a picture are 500 missing keyframes, on the list and on their page', async () => {
  const { visitor, text } = await listWith({
    long: { 'input.json': { story: 'x' }, 'production.json': { segments: segments(500) } },
  })
  expect(text).toContain('0/500')
  const { status } = await visitor.get('/streams/long/keyframes')
  expect(status).toBe(200)
})

test('folders that are no streams, dot folders and links that leave are not there', async () => {
  const { house, visitor } = await enter()
  const outside = join(house.streams, '..', 'outside')
  for (const folder of [outside, join(house.streams, '.hidden'), join(house.streams, 'empty')])
    mkdirSync(folder)
  for (const folder of [outside, join(house.streams, '.hidden')]) {
    writeFileSync(join(folder, 'input.json'), '{"title":"canary"}')
  }
  symlinkSync(outside, join(house.streams, 'link'))
  mkdirSync(join(house.streams, 'half-link'))
  symlinkSync(join(outside, 'input.json'), join(house.streams, 'half-link', 'input.json'))
  const { text } = await visitor.get('/')
  expect(text).not.toContain('canary')
  expect(text).not.toContain('empty')
  for (const name of ['link', 'half-link', '.hidden', '..%2foutside', 'empty', 'nobody'])
    expect([404, 400]).toContain((await visitor.get(`/streams/${name}`)).status)
})

test('a picture that is put there, replaced in place or taken away shows on the next look', async () => {
  const { house, visitor } = await enter()
  const count = async () => /(\d+) keyframes? to judge/.exec((await visitor.get('/')).text)?.[1] ?? '0'
  expect(await count()).toBe('0')
  putKeyframe(house.streams, 'the-lighthouse', 'segment_1.png', 'one')
  putKeyframe(house.streams, 'the-lighthouse', 'segment_2_keyframe.png', 'two')
  expect(await count()).toBe('2')
  const shot = '/streams/the-lighthouse/keyframes/1'
  const seen = fieldsOf((await visitor.get(shot)).text, shot)
  await visitor.post(shot, { ...seen, verdict: 'approved' })
  expect((await visitor.get('/')).text).toMatch(/Keyframes<\/dt><dd><span class="count">1\/3/)
  putKeyframe(house.streams, 'the-lighthouse', 'segment_1.png', 'another')
  expect((await visitor.get('/')).text).toContain('1 stale keyframe')
  rmSync(join(house.streams, 'the-lighthouse', 'keyframes'), { recursive: true })
  expect((await visitor.get('/')).text).not.toContain('stale')
})

test('the list is searched by title and folder, whatever the case and accents, and filtered', async () => {
  const { visitor } = await listWith({
    'salt-road': { 'input.json': { title: 'Élan vital', story: 'x' } },
    quiet: { 'input.json': { title: 'The Quiet One' } },
    broken: { 'input.json': '{' },
  })
  const found = async (query: string) => titlesIn((await visitor.get(`/?${query}`)).text).sort()
  expect(await found('q=elan')).toEqual(['Élan vital'])
  expect(await found('q=ROAD+salt')).toEqual(['Élan vital'])
  expect(await found('status=spec+ready')).toEqual(['The Lighthouse That Listened'])
  expect(await found('only=waiting')).toEqual(['The Lighthouse That Listened', 'Élan vital'])
  expect(await found('only=problems')).toEqual(['broken'])
  expect(await found('only=nonsense&status=nonsense&page=nonsense')).toHaveLength(4)
  const none = (await visitor.get('/?q=%3Cb%3E')).text
  expect(none).toContain('No stream fits.')
  expect(none).toContain('value="&lt;b>"')
})

test('many streams stand on several pages, each once', async () => {
  const many = Object.fromEntries(
    Array.from({ length: 95 }, (_, index) => [`film-${index}`, { 'input.json': { title: `Film ${index}` } }]),
  )
  const { visitor } = await listWith(many)
  const all: (string | undefined)[] = []
  for (const page of [1, 2, 3]) {
    const { text } = await visitor.get(`/?page=${page}`)
    expect(text).toContain(`Page ${page} of 3, 96 streams`)
    all.push(...titlesIn(text))
  }
  expect(new Set(all).size).toBe(96)
  expect(all).toHaveLength(96)
  expect((await visitor.get('/?page=99')).text).toContain('Page 3 of 3')
})

test('a moment in the brief is shown as people read it', async () => {
  const { visitor } = await listWith({
    dated: {
      'input.json': { story: 'x', created_at: '2026-11-21T21:22:57.264+02:00', by: '2026-11-21T99:00Z' },
    },
  })
  const { text } = await visitor.get('/streams/dated/story')
  expect(text).toMatch(/<time dateTime="2026-11-21T19:22:57.264Z" data-local[^>]*>2026-11-21 19:22 UTC/i)
  expect(text).toContain('<dd>2026-11-21T99:00Z</dd>')
})

test('titles are text, whatever they hold', async () => {
  const text = await listOf({
    evil: { 'input.json': { title: '<img src=x onerror=alert(1)>"\'', story: 'x' } },
  })
  expect(text).not.toContain('<img')
  expect(text).toContain('&lt;img src=x onerror=alert(1)>')
})

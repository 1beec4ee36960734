import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../support/temporary.ts'
import { until } from '../support/until.ts'
import { xssPayloads } from '../support/xss-payloads.ts'
import { putKeyframe } from './support/pictures.ts'
import { enter, fieldsOf, type House, promptFields, type Visitor } from './support/visit.ts'

const STREAM = '/streams/the-lighthouse'
const GALLERY = `${STREAM}/keyframes`
const KEYS = ['1', '2', '3']
/** Generations wait for each other, and the machine may be busy. */
const SLOW_MS = 45_000

const cardOf = (text: string, key: string) =>
  text.split('<article').find((part) => part.includes(`id="shot-keyframe-${key}"`)) ?? ''
const seenOf = (text: string, key: string) => /name="shot" value="([^"]*)"/.exec(cardOf(text, key))?.[1] ?? ''
const countOf = (text: string, filter: string) =>
  new RegExp(`id="count-${filter}"[^>]*>(\\d+)<`).exec(text)?.[1]

async function withKeyframes(): Promise<{ house: House; visitor: Visitor }> {
  const found = await enter()
  for (const key of KEYS) putKeyframe(found.house.streams, 'the-lighthouse', `segment_${key}.png`, key)
  return found
}

/** A form with one name several times. */
const select = (visitor: Visitor, token: string, fields: Record<string, string>, shots: readonly string[]) =>
  visitor.post(GALLERY, [
    ['token', token],
    ...Object.entries(fields),
    ...shots.map((shot): [string, string] => ['shot', shot]),
  ])

const tokenOf = (text: string) => /name="token" value="([^"]*)"/.exec(text)?.[1] ?? ''

async function decide(visitor: Visitor, key: string, verdict: string, note = ''): Promise<number> {
  const page = (await visitor.get(`${GALLERY}/${key}`)).text
  return (await visitor.post(`${GALLERY}/${key}`, { ...fieldsOf(page, `${GALLERY}/${key}`), verdict, note }))
    .status
}

test('selected pictures are approved in one act, and what changed meanwhile is named and left', async () => {
  const { house, visitor } = await withKeyframes()
  const page = (await visitor.get(GALLERY)).text
  putKeyframe(house.streams, 'the-lighthouse', 'segment_2.png', 'another')
  const done = await select(
    visitor,
    tokenOf(page),
    { do: 'approve' },
    KEYS.map((key) => seenOf(page, key)),
  )
  const after = (await visitor.get(done.headers.get('location') ?? '')).text
  expect(after).toContain('2 approved.')
  expect(after).toMatch(/Left as it was, because it changed meanwhile: [^<]+Look again/)
  expect(KEYS.map((key) => /badge (\w+)/.exec(cardOf(after, key))?.[1])).toEqual([
    'approved',
    'waiting',
    'approved',
  ])
  expect(after).toContain('Undo: approved 2 keyframes')
})

test('a batch is undone as a whole, and the record keeps all of it', async () => {
  const { visitor } = await withKeyframes()
  expect(await decide(visitor, '1', 'rejected', 'too bright')).toBe(303)
  const page = (await visitor.get(GALLERY)).text
  await select(
    visitor,
    tokenOf(page),
    { do: 'approve' },
    KEYS.map((key) => seenOf(page, key)),
  )
  const approved = (await visitor.get(GALLERY)).text
  expect(countOf(approved, 'approved')).toBe('3')
  const undo = fieldsOf(approved, `${STREAM}/undo`)
  expect((await visitor.post(`${STREAM}/undo`, undo)).headers.get('location')).toBe(GALLERY)
  const after = (await visitor.get(GALLERY)).text
  expect([countOf(after, 'rejected'), countOf(after, 'waiting')]).toEqual(['1', '2'])
  expect(cardOf(after, '1')).toContain('too bright')
  expect((await visitor.get(`${GALLERY}/1`)).text).toContain('Decisions so far (3)')
  expect((await visitor.post(`${STREAM}/undo`, undo)).status).toBe(409)
})

test('an undo brings back the decision before, on the list of streams too', async () => {
  const { visitor } = await withKeyframes()
  await decide(visitor, '1', 'approved')
  await decide(visitor, '1', 'rejected', 'by mistake')
  await decide(visitor, '1', 'noted', 'the rail is fine')
  const page = (await visitor.get(GALLERY)).text
  expect(cardOf(page, '1')).toContain('badge rejected')
  await visitor.post(`${GALLERY}/1`, { ...fieldsOf(page, `${GALLERY}/1`), verdict: 'withdrawn' })
  expect(cardOf((await visitor.get(GALLERY)).text, '1')).toContain('badge approved')
  expect((await visitor.get('/')).text).toMatch(/<dt>Keyframes<\/dt><dd><span class="count">1\/3/)
})

test('an undo of a decision that is another one by now is refused', async () => {
  const { visitor } = await withKeyframes()
  await decide(visitor, '1', 'approved')
  const seen = fieldsOf((await visitor.get(GALLERY)).text, `${GALLERY}/1`)
  await decide(visitor, '1', 'rejected', 'on second thought')
  expect((await visitor.post(`${GALLERY}/1`, { ...seen, verdict: 'withdrawn' })).status).toBe(409)
  expect(cardOf((await visitor.get(GALLERY)).text, '1')).toContain('badge rejected')
})

test('a note decides nothing and stands in the history; an empty one is refused', async () => {
  const { visitor } = await withKeyframes()
  expect(await decide(visitor, '1', 'noted', 'ask for more snow')).toBe(303)
  expect(await decide(visitor, '1', 'noted', '   ')).toBe(422)
  const page = (await visitor.get(`${GALLERY}/1`)).text
  expect(page).toContain('waits for you')
  expect(page).toContain('Decisions so far (1)')
  expect(page).toContain('ask for more snow')
})

test('a batch of what is not there yet says what came of it, and is not called again', async () => {
  const { visitor } = await enter()
  const page = (await visitor.get(GALLERY)).text
  const shots = KEYS.map((key) => seenOf(page, key))
  const approved = await select(visitor, tokenOf(page), { do: 'approve' }, shots)
  expect((await visitor.get(approved.headers.get('location') ?? '')).text).toContain('Nothing was approved: ')
  const question = await select(visitor, tokenOf(page), { do: 'regenerate' }, shots)
  expect(question.text).toContain('Make 3 keyframes?')
  expect(question.text).not.toContain('Nothing was')
})

test('before pictures are made again, all that this outdates is shown', async () => {
  const { house, visitor } = await withKeyframes()
  mkdirSync(join(house.streams, 'the-lighthouse/videos'))
  writeFileSync(join(house.streams, 'the-lighthouse/videos/segment_2.mp4'), '\0\0\0\u0018ftyp 2')
  writeFileSync(join(house.streams, 'the-lighthouse/deployment.json'), '{"url":"https://films.example/1"}')
  await decide(visitor, '2', 'approved')
  const page = (await visitor.get(GALLERY)).text
  expect(cardOf(page, '2')).toContain(
    '<li>the approval of this one</li><li>the video that was made from it</li><li>the film that is online</li>',
  )
  const shots = KEYS.map((key) => seenOf(page, key))
  const question = await select(visitor, tokenOf(page), { do: 'regenerate' }, shots)
  expect(question.text).toContain('Make 3 keyframes again?')
  expect(question.text).toContain(
    'the approval of this one, the video that was made from it, the film that is online',
  )
  expect((await visitor.get(GALLERY)).text).not.toMatch(/Queued|Generating|Complete/)
  const sure = await select(visitor, tokenOf(page), { do: 'regenerate', sure: '1' }, shots)
  expect((await visitor.get(sure.headers.get('location') ?? '')).text).toContain('3 queued to be made.')
  await until(
    'all three to be made again',
    async () => {
      const text = (await visitor.get(GALLERY)).text
      return text.split('Complete').length === 4
    },
    SLOW_MS,
  )
})

test('a filter is in the address, counts what it would show, and pages go through a thousand', async () => {
  const { house, visitor } = await withKeyframes()
  await decide(visitor, '1', 'approved')
  const approved = (await visitor.get(`${GALLERY}?show=approved`)).text
  expect([countOf(approved, 'approved'), countOf(approved, 'waiting')]).toEqual(['1', '2'])
  expect(cardOf(approved, '1')).not.toBe('')
  expect(cardOf(approved, '2')).toBe('')
  expect((await visitor.get(`${GALLERY}?show=rejected`)).text).toContain(
    'None of the 3 keyframes are rejected now.',
  )

  const segments = Array.from({ length: 1000 }, (_, index) => ({
    id: `scene ${index + 1}`,
    image_prompt: 'x',
  }))
  writeFileSync(join(house.streams, 'the-lighthouse/production.json'), JSON.stringify({ segments }))
  const last = (await visitor.get(`${GALLERY}?show=missing&page=9`)).text
  expect(last).toContain('Page 9 of 9')
  expect(last.match(/<article/g)).toHaveLength(40)
  expect(cardOf(last, 'scene 1000')).not.toBe('')
  expect(last).toContain('href="/streams/the-lighthouse/keyframes?show=missing&amp;page=8"')
  expect((await visitor.get(`${GALLERY}?page=none`)).text).toContain('Page 1 of 9')
})

test('what failed is found by its filter, with the last lines of its generator', async () => {
  const config = join(temporaryFolder('config'), 'director.config.json')
  const command = [process.execPath, '-e', 'console.error("no paint is left"); process.exit(3)', '{output}']
  writeFileSync(config, JSON.stringify({ generators: { keyframe: { command } } }))
  const { visitor } = await enter({ config })
  await visitor.send(`${GALLERY}/2/generate`, {})
  const failed = async () => (await visitor.get(`${GALLERY}?show=failed`)).text
  await until('the failure', async () => cardOf(await failed(), '2') !== '', SLOW_MS)
  const page = await failed()
  expect(cardOf(page, '2')).toContain('no paint is left')
  expect([countOf(page, 'failed'), page.match(/<article/g)?.length]).toEqual(['1', 1])
})

test('a version shows the words that were changed in its prompt, and is sent and restored through the gate', async () => {
  const { house, visitor } = await withKeyframes()
  const before = readFileSync(join(house.streams, 'the-lighthouse/keyframes/segment_1.png'))
  const alone = `${GALLERY}/1`
  const page = (await visitor.get(`${STREAM}/spec`)).text
  const prompt = promptFields(page, '1:image_prompt')
  await visitor.post(`${STREAM}/spec/value`, { ...prompt, value: 'a lit lamp above a summer sea, gouache' })
  await visitor.send(`${alone}/generate`, {})
  await until('the new picture', async () => (await visitor.get(alone)).text.includes('Complete'), SLOW_MS)
  const compare = (await visitor.get(`${alone}/compare`)).text
  expect(compare).toContain('<del>an unlit lighthouse</del> <ins>a lit lamp</ins>')
  const version = /src="([^"]*\/versions\/[^"]*)"/.exec(compare)?.[1] ?? ''
  expect((await visitor.get(version)).headers.get('content-length')).toBe(String(before.length))
  expect((await visitor.get(`${alone}/compare?with=..%2F..%2Finput.json`)).status).toBe(404)
  await visitor.send(version, {})
  expect(readFileSync(join(house.streams, 'the-lighthouse/keyframes/segment_1.png'))).toEqual(before)
})

test('presets are added once, shown as the text they are, put into prompts, and removed', async () => {
  const { visitor } = await enter()
  const { token = '' } = fieldsOf((await visitor.get('/presets')).text, '/presets')
  for (const [index, payload] of xssPayloads.entries()) {
    const name = `${index} ${payload}`.slice(0, 80)
    expect([payload, (await visitor.post('/presets', { token, name, text: payload })).status]).toEqual([
      payload,
      303,
    ])
  }
  const page = (await visitor.get('/presets')).text
  expect(page).not.toMatch(/<(script(?! src="\/assets)|img|svg|iframe|object|style)[\s>]/i)
  expect(page).toContain('&lt;script>window.__xss=1&lt;/script>')
  expect((await visitor.get('/presets/choice')).text).not.toMatch(/<(script|img|svg|iframe)/i)
  const twice = await visitor.send('/presets', {
    name: '0 <script>window.__xss=1</script>',
    text: 'half a thought',
  })
  expect(twice.status).toBe(422)
  expect(twice.text).toContain('half a thought</textarea>')
  const [first = ''] = /\/presets\/\d+\/remove/.exec(page) ?? []
  await visitor.send(first, {})
  expect((await visitor.get('/presets')).text).not.toContain(`action="${first}"`)
})

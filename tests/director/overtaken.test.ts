import { expect, test } from 'vitest'
import { putKeyframe } from './support/pictures.ts'
import { addUser, enter, fieldsOf, Visitor } from './support/visit.ts'

const STREAM = '/streams/the-lighthouse'
const GALLERY = `${STREAM}/keyframes`

async function two() {
  const { house, visitor: iris } = await enter()
  for (const key of ['1', '2', '3'])
    putKeyframe(house.streams, 'the-lighthouse', `segment_${key}.png`, `frame ${key}`)
  await addUser(house.database, 'dora')
  const dora = new Visitor(house)
  await dora.login('dora')
  return { iris, dora }
}

const seenBy = async (visitor: Visitor, page: string, action = page) =>
  fieldsOf((await visitor.get(page)).text, action)

const boxesOn = (text: string) =>
  [...text.matchAll(/type="checkbox" name="shot" value="([^"]+)"/g)].map((match) => match[1] ?? '')

test('a decision from before somebody else decided is answered with theirs, and taken when it is sent all the same', async () => {
  const { iris, dora } = await two()
  for (const page of [`${GALLERY}/1`, `${STREAM}/story`, `${STREAM}/spec`]) {
    const saw = await seenBy(iris, page)
    await dora.post(page, { ...(await seenBy(dora, page)), verdict: 'rejected', note: 'Too <dark>' })
    const late = await iris.post(page, { ...saw, verdict: 'approved', note: 'I like it' })
    expect([page, late.status]).toEqual([page, 409])
    expect(late.text).toContain('Meanwhile rejected by The dora: “Too &lt;dark>”')
    expect(late.text).toContain('Approve all the same')
    expect(late.text).toMatch(/<textarea name="note"[^>]*>I like it</)
    expect((await iris.get(page)).text).not.toContain('approved by The iris')
    await iris.post(page, { ...fieldsOf(late.text, page), verdict: 'approved', note: 'I like it' })
    expect((await iris.get(page)).text).toContain('approved by The iris')
  }
})

test('who agrees with a decision made meanwhile, or only notes something, is in nobody’s way', async () => {
  const { iris, dora } = await two()
  const way = `${GALLERY}/1`
  const saw = await seenBy(iris, way)
  await dora.post(way, { ...(await seenBy(dora, way)), verdict: 'approved' })
  expect((await iris.post(way, { ...saw, verdict: 'noted', note: 'good' })).status).toBe(303)
  expect((await iris.post(way, { ...saw, verdict: 'approved' })).status).toBe(303)
  // What she decided herself she knows.
  expect((await iris.post(way, { ...saw, verdict: 'rejected' })).status).toBe(303)
})

test('an undo that comes after somebody else’s decision undoes nothing', async () => {
  const { iris, dora } = await two()
  const way = `${GALLERY}/1`
  await iris.post(way, { ...(await seenBy(iris, way)), verdict: 'approved' })
  const saw = await seenBy(iris, way)
  await dora.post(way, { ...(await seenBy(dora, way)), verdict: 'rejected', note: 'no' })
  const late = await iris.post(way, { ...saw, verdict: 'withdrawn' })
  expect(late.status).toBe(409)
  expect(late.text).toContain('Meanwhile rejected by The dora')
  expect((await iris.get(way)).text).toContain('<span class="badge rejected">')
})

test('a batch leaves out what somebody else decided meanwhile, and names it with their note', async () => {
  const { iris, dora } = await two()
  const boxes = boxesOn((await iris.get(GALLERY)).text)
  const { token = '' } = await seenBy(iris, GALLERY)
  await dora.post(`${GALLERY}/1`, {
    ...(await seenBy(dora, `${GALLERY}/1`)),
    verdict: 'rejected',
    note: 'Too <dark>',
  })
  await dora.post(`${GALLERY}/2`, { ...(await seenBy(dora, `${GALLERY}/2`)), verdict: 'approved' })
  const fields = (what: string): [string, string][] => [
    ['token', token],
    ['do', what],
    ...boxes.map((box): [string, string] => ['shot', box]),
  ]
  const again = (await iris.post(GALLERY, fields('regenerate'))).text
  expect(again).toContain('rejected by The dora')
  expect(again).toContain('Regenerate 1 keyframe<')
  const done = await iris.post(GALLERY, fields('approve'))
  const said = (await iris.get(done.headers.get('location') ?? '')).text
  expect(said).toContain('1 approved.')
  expect(said).toMatch(
    /Left as it was, because it changed meanwhile: [^<]+ \(rejected by The dora: “Too &lt;dark>”\)/,
  )
  expect((await iris.get(`${GALLERY}/1`)).text).toContain('<span class="badge rejected">')
})

import { rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { putKeyframe } from './support/pictures.ts'
import { enter, fieldsOf, promptFields } from './support/visit.ts'

const GALLERY = '/streams/the-lighthouse/keyframes'
const cardOf = (text: string, key: string) =>
  text.split('<article').find((part) => part.includes(`id="shot-keyframe-${key}"`)) ?? ''

test('a picture is approved for its bytes and its prompt, and is stale when either changes', async () => {
  const { house, visitor } = await enter()
  const picture = putKeyframe(house.streams, 'the-lighthouse', 'segment_1.png', 'lamp')
  putKeyframe(house.streams, 'the-lighthouse', 'segment_2_keyframe.png', 'radio')
  const page = (await visitor.get(GALLERY)).text
  expect(cardOf(page, '1')).toContain('waits for you')
  expect(cardOf(page, '2')).toContain('waits for you')
  expect(cardOf(page, '3')).toContain('not there yet')
  const seen = fieldsOf(page, `${GALLERY}/1`)
  expect(
    (await visitor.post(`${GALLERY}/1`, { ...seen, verdict: 'approved', note: 'the rail!' })).status,
  ).toBe(303)
  expect(cardOf((await visitor.get(GALLERY)).text, '1')).toContain('badge approved')

  const spec = (await visitor.get('/streams/the-lighthouse/spec')).text
  await visitor.post('/streams/the-lighthouse/spec/value', {
    ...promptFields(spec, '1:image_prompt'),
    value: 'a lit lamp',
  })
  expect(cardOf((await visitor.get(GALLERY)).text, '1')).toContain(
    'The prompt changed after this picture was approved.',
  )
  const undone = promptFields((await visitor.get('/streams/the-lighthouse/spec')).text, '1:image_prompt')
  const original = /an unlit lighthouse[^<]*/.exec(spec)?.[0] ?? ''
  await visitor.post('/streams/the-lighthouse/spec/value', { ...undone, value: original })
  expect(cardOf((await visitor.get(GALLERY)).text, '1')).toContain('badge approved')

  putKeyframe(house.streams, 'the-lighthouse', 'segment_1.png', 'another')
  expect(cardOf((await visitor.get(GALLERY)).text, '1')).toContain(
    'The picture is another one than was approved.',
  )
  writeFileSync(join(house.streams, 'the-lighthouse/keyframes/segment_1.png'), picture)
  expect(cardOf((await visitor.get(GALLERY)).text, '1')).toContain('badge approved')
})

test('a picture that nobody judged is stale too when its prompt changes', async () => {
  const { house, visitor } = await enter()
  putKeyframe(house.streams, 'the-lighthouse', 'segment_1.png', 'lamp')
  const spec = (await visitor.get('/streams/the-lighthouse/spec')).text
  await visitor.post('/streams/the-lighthouse/spec/value', {
    ...promptFields(spec, '1:negative_prompt'),
    value: 'snow',
  })
  expect(cardOf((await visitor.get(GALLERY)).text, '1')).toContain(
    'The prompt changed after this picture was made.',
  )
})

test('a decision about a picture that changed meanwhile is refused', async () => {
  const { house, visitor } = await enter()
  putKeyframe(house.streams, 'the-lighthouse', 'segment_1.png', 'lamp')
  const seen = fieldsOf((await visitor.get(GALLERY)).text, `${GALLERY}/1`)
  putKeyframe(house.streams, 'the-lighthouse', 'segment_1.png', 'another')
  const late = await visitor.post(`${GALLERY}/1`, { ...seen, verdict: 'approved' })
  expect(late.status).toBe(409)
  expect(late.text).toContain('changed while you looked')
  expect(cardOf((await visitor.get(GALLERY)).text, '1')).toContain('waits for you')
})

test('a rejection keeps its note, and can be undone', async () => {
  const { house, visitor } = await enter()
  putKeyframe(house.streams, 'the-lighthouse', 'segment_1.png', 'lamp')
  const seen = fieldsOf((await visitor.get(GALLERY)).text, `${GALLERY}/1`)
  await visitor.post(`${GALLERY}/1`, { ...seen, verdict: 'rejected', note: '<b>too bright</b>' })
  const card = cardOf((await visitor.get(GALLERY)).text, '1')
  expect(card).toContain('badge rejected')
  expect(card).toContain('&lt;b>too bright&lt;/b>')
  const now = fieldsOf((await visitor.get(GALLERY)).text, `${GALLERY}/1`)
  await visitor.post(`${GALLERY}/1`, { ...now, verdict: 'withdrawn' })
  expect(cardOf((await visitor.get(GALLERY)).text, '1')).toContain('waits for you')
  expect((await visitor.get(`${GALLERY}/1`)).text).toContain('Decisions so far (2)')
})

test('one at a time, an approval leads to the next that waits', async () => {
  const { house, visitor } = await enter()
  for (const key of ['1', '3']) putKeyframe(house.streams, 'the-lighthouse', `segment_${key}.png`, key)
  const seen = fieldsOf((await visitor.get(`${GALLERY}/1`)).text, `${GALLERY}/1`)
  const done = await visitor.post(`${GALLERY}/1`, { ...seen, verdict: 'approved' })
  expect(done.headers.get('location')).toBe(`${GALLERY}/3`)
})

test('pictures are sent with ranges through the path gate', async () => {
  const { house, visitor } = await enter()
  const picture = putKeyframe(house.streams, 'the-lighthouse', 'segment_1.png', 'lamp')
  const part = await visitor.get(`${GALLERY}/1/file`, { range: 'bytes=0-7' })
  expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 0-7/${picture.length}`])
  const keyframe = join(house.streams, 'the-lighthouse/keyframes/segment_1.png')
  rmSync(keyframe)
  writeFileSync(join(house.streams, '..', 'canary.png'), 'canary')
  symlinkSync(join(house.streams, '..', 'canary.png'), keyframe)
  const out = await visitor.get(`${GALLERY}/1/file`)
  expect(out.status).toBe(404)
  expect(out.text).not.toContain('canary')
})

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { enter, promptFields } from './support/visit.ts'

const SPEC = '/streams/the-lighthouse/spec'
const production = (streams: string) => join(streams, 'the-lighthouse', 'production.json')

test('saving a prompt changes its letters in production.json and no other', async () => {
  const { house, visitor } = await enter()
  const before = readFileSync(production(house.streams), 'utf8')
  const old = JSON.parse(before).segments[0].image_prompt
  const value = 'a "dark" lamp\r\n$(touch x) -- \\ 🌊\u2028</script>'
  const fields = promptFields((await visitor.get(SPEC)).text, '1:image_prompt')
  const done = await visitor.post(`${SPEC}/value`, { ...fields, value })
  expect([done.status, done.headers.get('location')]).toEqual([303, `${SPEC}#segment-1`])
  const stored = JSON.stringify(value.replaceAll('\r\n', '\n'))
  expect(readFileSync(production(house.streams), 'utf8')).toBe(
    before.replace(JSON.stringify(old), () => stored),
  )
})

test('of two people who edit the same value, the second is told and loses nothing', async () => {
  const { house, visitor } = await enter()
  const fields = promptFields((await visitor.get(SPEC)).text, '2:motion_prompt')
  await visitor.post(`${SPEC}/value`, { ...fields, value: 'the first said this' })
  const late = await visitor.post(`${SPEC}/value`, { ...fields, value: 'the second typed that' })
  expect(late.status).toBe(409)
  expect(late.text).toContain('Somebody else changed this')
  expect(late.text).toContain('“the first said this”')
  expect(late.text).toContain('the second typed that</textarea>')
  expect(readFileSync(production(house.streams), 'utf8')).toContain('the first said this')
  const again = await visitor.post(`${SPEC}/value`, {
    ...promptFields(late.text, '2:motion_prompt'),
    value: 'both',
  })
  expect(again.status).toBe(303)
})

test('a key that a segment lacks is added in its place, with the indentation of its neighbours', async () => {
  const { house, visitor } = await enter()
  const text =
    '{\n  "segments": [\n    {\n      "id": "a b",\n      "keyframe_prompt": "x",\n      "mine": [1,2]\n    }\n  ],\n  "z": 1e3\n}\n'
  writeFileSync(production(house.streams), text)
  const fields = promptFields((await visitor.get(SPEC)).text, 'a b:motion_prompt')
  expect((await visitor.post(`${SPEC}/value`, { ...fields, value: 'slow' })).status).toBe(303)
  expect(readFileSync(production(house.streams), 'utf8')).toBe(
    text.replace('[1,2]', '[1,2],\n      "motion_prompt": "slow"'),
  )
})

test('a value of the visual direction is edited where it lies', async () => {
  const { house, visitor } = await enter()
  const before = readFileSync(production(house.streams), 'utf8')
  const fields = promptFields((await visitor.get(SPEC)).text, 'visual_direction/color_palette/lamp')
  await visitor.post(`${SPEC}/value`, { ...fields, value: '#ffcc00' })
  expect(readFileSync(production(house.streams), 'utf8')).toBe(before.replace('#e8c170', '#ffcc00'))
})

test('an approval of the spec ends when the spec changes', async () => {
  const { visitor } = await enter()
  const page = (await visitor.get(SPEC)).text
  const file = /name="file" value="(\w+)"/.exec(page)?.[1] ?? ''
  await visitor.send(SPEC, { verdict: 'approved', file, source: '', note: 'good light' })
  expect((await visitor.get(SPEC)).text).toContain('good light')
  expect((await visitor.get(SPEC)).text).toContain('badge approved')
  await visitor.post(`${SPEC}/value`, { ...promptFields(page, '1:image_prompt'), value: 'other' })
  expect((await visitor.get(SPEC)).text).toContain('The spec changed after it was approved.')
  expect((await visitor.send(SPEC, { verdict: 'approved', file, source: '' })).status).toBe(409)
})

test('the story is approved, and asked about again when the customer sends another', async () => {
  const { house, visitor } = await enter()
  const page = await visitor.get('/streams/the-lighthouse/story')
  expect(page.text).toContain('She carried a radio.')
  expect(page.text).toContain('gouache seascapes')
  const file = /name="file" value="(\w+)"/.exec(page.text)?.[1] ?? ''
  await visitor.send('/streams/the-lighthouse/story', { verdict: 'approved', file, source: '' })
  expect((await visitor.get('/streams/the-lighthouse/story')).text).toContain('approved by The iris')
  writeFileSync(join(house.streams, 'the-lighthouse', 'input.json'), '{"story":"Another one."}')
  expect((await visitor.get('/streams/the-lighthouse/story')).text).toContain('The story changed')
})

import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { enter } from './support/visit.ts'

async function listOf(streams: Record<string, Record<string, unknown>>): Promise<string> {
  const { house, visitor } = await enter()
  for (const [name, files] of Object.entries(streams)) {
    mkdirSync(join(house.streams, name), { recursive: true })
    for (const [file, content] of Object.entries(files)) {
      const text = typeof content === 'string' ? content : JSON.stringify(content)
      writeFileSync(join(house.streams, name, file), text)
    }
  }
  return (await visitor.get('/')).text
}

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
  })
  expect(text).toContain('>Scenes<')
  expect(text).toContain('>At the top<')
  expect(text).toContain('>bare<')
})

test('a broken file is shown with its name, and leaves the others alone', async () => {
  const text = await listOf({
    broken: { 'input.json': '{ "title": "Half' },
    odd: { 'input.json': '[]', 'production.json': 'null' },
  })
  expect(text).toMatch(/broken\/input\.json is not readable JSON/)
  expect(text).toContain('The Lighthouse That Listened')
  expect(text).toContain('>odd<')
})

test('what would unblock more comes first', async () => {
  const segments = Array.from({ length: 20 }, (_, index) => ({ id: index + 1 }))
  const text = await listOf({
    zebra: { 'input.json': { title: 'Long film', story: 'x' }, 'production.json': { segments } },
  })
  expect(text.indexOf('Long film')).toBeLessThan(text.indexOf('The Lighthouse That Listened'))
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
  const { text } = await visitor.get('/')
  expect(text).not.toContain('canary')
  expect(text).not.toContain('empty')
})

test('titles are text, whatever they hold', async () => {
  const text = await listOf({
    evil: { 'input.json': { title: '<img src=x onerror=alert(1)>"\'', story: 'x' } },
  })
  expect(text).not.toContain('<img')
  expect(text).toContain('&lt;img src=x onerror=alert(1)>')
})

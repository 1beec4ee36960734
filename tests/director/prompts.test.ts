import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { drawScene } from '../../src/director/generate/draw.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { until } from '../support/until.ts'
import { configWith } from './support/generator.ts'
import { putKeyframe } from './support/pictures.ts'
import { enter, fieldsOf } from './support/visit.ts'

const SHOT = '/streams/the-lighthouse/keyframes/1'
const [IMAGE, NEGATIVE] = ['text/1:image_prompt', 'text/1:negative_prompt']

/** A house whose generator writes down the prompt that it was asked with. */
async function lighthouse() {
  const folder = temporaryFolder('asked')
  const [asked, picture] = [join(folder, 'asked'), join(folder, 'new.png')]
  writeFileSync(picture, drawScene('new', 'test'))
  const code = 'fs.copyFileSync(argv[2], argv[0]); fs.copyFileSync(argv[1], out)'
  const { house, visitor } = await enter({
    config: configWith(code, { prompt: 'file' }, [asked, picture, '{prompt_file}']),
  })
  putKeyframe(house.streams, 'the-lighthouse', 'segment_1.png', 'lamp')
  const production = () => readFileSync(join(house.streams, 'the-lighthouse/production.json'), 'utf8')
  return { visitor, production, asked: () => readFileSync(asked, 'utf8') }
}

/** What stands in the form of the prompts, as a browser would send it. */
async function formOf(visitor: Awaited<ReturnType<typeof lighthouse>>['visitor']) {
  const { text } = await visitor.get(SHOT)
  const form = text.slice(text.indexOf(`action="${SHOT}/prompts"`)).split('</form>')[0] ?? ''
  const seen = [...form.matchAll(/type="hidden" name="(seen\/[^"]+)" value="(\w+)"/g)]
  const texts = [...form.matchAll(/<textarea[^>]* name="(text\/[^"]+)"[^>]*>\n?([^<]*)</g)]
  const fields = [...seen, ...texts].map(([, name = '', value = '']) => [name, value])
  return { ...fieldsOf(text, `${SHOT}/prompts`), ...Object.fromEntries(fields) }
}

test('a prompt that was edited and not saved is saved before the picture is made from it', async () => {
  const { visitor, production, asked } = await lighthouse()
  const form = await formOf(visitor)
  const sent = { ...form, [IMAGE]: 'a lit lamp above a summer sea', do: 'generate' }
  const answer = await visitor.post(`${SHOT}/prompts`, sent)
  expect([answer.status, answer.headers.get('location')]).toEqual([303, SHOT])
  await until('the picture', async () => (await visitor.get(SHOT)).text.includes('Complete'), 20_000)
  expect(asked()).toContain('a lit lamp above a summer sea')
  expect(JSON.parse(production()).segments[0].image_prompt).toBe('a lit lamp above a summer sea')
  const acts = [...(await visitor.get('/activity')).text.matchAll(/class="act ([^"]*)"/g)]
  expect(acts.slice(0, 2).map(([, what]) => what)).toEqual(['generated', 'edited'])
})

test('both prompts of a picture are saved by one button, and nothing is made by that', async () => {
  const { visitor, production } = await lighthouse()
  const sent = { ...(await formOf(visitor)), [IMAGE]: 'one', [NEGATIVE]: 'two', do: 'save' }
  await visitor.post(`${SHOT}/prompts`, sent)
  expect(JSON.parse(production()).segments[0]).toMatchObject({ image_prompt: 'one', negative_prompt: 'two' })
  expect((await visitor.get(SHOT)).text).not.toMatch(/Queued|Generating|Complete/)
})

test('nothing is made from a prompt that somebody else changed meanwhile, and both texts are shown', async () => {
  const { visitor, production } = await lighthouse()
  const form = await formOf(visitor)
  await visitor.post(`${SHOT}/prompts`, { ...form, [IMAGE]: 'the first said this', do: 'save' })
  const late = await visitor.post(`${SHOT}/prompts`, {
    ...form,
    [IMAGE]: 'the second typed that',
    do: 'generate',
  })
  expect(late.status).toBe(409)
  expect(late.text).toContain('“the first said this”')
  expect(late.text).toContain('the second typed that</textarea>')
  expect(production()).toContain('the first said this')
  expect((await visitor.get(SHOT)).text).not.toMatch(/Queued|Generating|Complete/)
})

test('a prompt that was left alone is left alone, though somebody else changed it meanwhile', async () => {
  const { visitor, production } = await lighthouse()
  const form = await formOf(visitor)
  await visitor.post(`${SHOT}/prompts`, { ...form, [IMAGE]: 'the first said this', do: 'save' })
  const late = await visitor.post(`${SHOT}/prompts`, { ...form, [NEGATIVE]: 'fog', do: 'save' })
  expect(late.status).toBe(303)
  expect(JSON.parse(production()).segments[0]).toMatchObject({
    image_prompt: 'the first said this',
    negative_prompt: 'fog',
  })
})

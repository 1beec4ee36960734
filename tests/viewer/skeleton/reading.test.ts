import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { deskOver, namesOf, reading } from './support/ask.ts'

const SAMPLE = JSON.parse(
  readFileSync(new URL('../../fixtures/story/_director_progress.json', import.meta.url), 'utf8'),
)

describe('a skeleton from a pipeline', () => {
  it('is shown with the counts that it has', async () => {
    const { outline } = await reading(SAMPLE)
    expect(outline).toMatchObject({
      title: 'The Quantum Barista',
      assetsByType: { image: 12, audio: 8, video: 0, text: 45 },
      byStatus: { done: 4, pending: 1, running: 0, generating: 0, error: 0, unknown: 0 },
      chapters: 3,
      scenes: 3,
      assets: 5,
    })
  })

  it('gives every chapter, scene and asset a row, in the order of the file', async () => {
    const { rows } = await reading(SAMPLE)
    expect(namesOf(rows)).toEqual([
      'Chapter 1: The Grind',
      'Scene 1: Morning Routine',
      'Image 1',
      'Image 2',
      'Text 3',
      'Text 4',
      'Text 5',
      'Scene 2: Lab Accident',
      'Scene 3: The First Sip',
      'Chapter 2: Caffeine Jitters',
      'Chapter 3: The Roast',
    ])
    expect(rows[1]).toMatchObject({ summary: 'Dr. Aris wakes up and realizes he is late.', assetsCount: 5 })
    expect(rows[7]).toMatchObject({
      assetsCount: 7,
      byType: { image: 3, audio: 2, video: 0, text: 2 },
      listed: 0,
    })
    expect(rows[2]).toMatchObject({ workflow: 'flux_dev', status: 'done' })
    expect(rows[2]).toHaveProperty('params.2', { key: 'seed', text: '12345' })
  })

  it('shows the assets of the whole story before the chapters, and those of a chapter before its scenes', async () => {
    const { rows } = await reading({
      story_assets: [{ asset_name: 'theme', type: 'audio' }],
      chapters: [{ title: 'One', assets: [{ asset_name: 'card' }], scenes: [{ name: 'Dawn' }] }],
    })
    expect(namesOf(rows)).toEqual(['For the whole story', 'theme', 'One', 'card', 'Dawn'])
  })

  it('lists assets openly while it is small and leaves them closed when it is large', async () => {
    const scenes = (length: number) => Array.from({ length }, () => ({ assets: [{}, {}] }))
    const small = await reading({ chapters: [{ scenes: scenes(20) }] }, { assetsOpen: 'auto' })
    const large = await reading({ chapters: [{ scenes: scenes(200) }] }, { assetsOpen: 'auto' })
    expect(small.arrangement).toMatchObject({ assetsOpen: true, ids: { length: 61 } })
    expect(large.arrangement).toMatchObject({ assetsOpen: false, ids: { length: 201 } })
  })

  it('names the first asset that is being made, and what has to be open to see it', async () => {
    const { outline, rows } = await reading({
      chapters: [
        { title: 'One' },
        { title: 'Two', scenes: [{ assets: [{ status: 'done' }, { status: 'running' }] }] },
      ],
    })
    const [, chapter, scene, , asset] = rows
    expect(outline.active).toEqual({ chapter: chapter?.id, scene: scene?.id, asset: asset?.id })
  })

  it('keeps the ids of rows when others come before them', async () => {
    const scenes = [{ name: 'Dawn' }, { name: 'Dawn' }, { name: 'Noon' }]
    const before = await reading({ chapters: [{ title: 'One', scenes }] })
    const after = await reading({
      chapters: [{ title: 'Prologue' }, { title: 'One', scenes: [{ name: 'Night' }, ...scenes] }],
    })
    const ids = before.rows.map((row) => row.id)
    expect(new Set(ids).size).toBe(4)
    expect(after.rows.filter((row) => ids.includes(row.id)).map((row) => row.id)).toEqual(ids)
    expect(namesOf(after.rows.filter((row) => !ids.includes(row.id)))).toEqual(['Prologue', 'Night'])
  })
})

describe('a skeleton of bad data', () => {
  it('leaves out what has the wrong type and says unknown for a status that nobody knows', async () => {
    const { outline, rows } = await reading({
      title: 7,
      logline: null,
      assets_by_type: { image: 'many', audio: -3, video: 2 },
      story_assets: 'none',
      chapters: [
        null,
        'x',
        { title: ['a'], scenes: [5, { name: {}, assets: [{ status: 'baking', params: [1] }] }] },
      ],
    })
    expect(outline).toMatchObject({
      title: '',
      logline: '',
      assetsByType: { image: 0, audio: 0, video: 2, text: 0 },
    })
    expect(namesOf(rows)).toEqual(['Chapter 1', 'Chapter 2', 'Chapter 3', 'Scene 1', 'Scene 2', 'Text 1'])
    expect(rows.at(-1)).toMatchObject({ status: 'unknown', params: [] })
  })

  it.each([
    ['"chapters" is not a list', { title: 'The Lamp', chapters: 'none' }],
    ['"chapters" is not a list', { chapters: { one: {} } }],
    ['"chapters" holds no object', { chapters: [1, 2] }],
    ['"story_assets" is not a list', { chapters: [], story_assets: 7 }],
    ['"title" is not a text', { title: 7, logline: [] }],
    ['it is not a JSON object', [1]],
  ])('keeps the last good one when %s', async (reason, wrong) => {
    let file: unknown = { title: 'The Lamp', chapters: [{ title: 'One' }] }
    const desk = deskOver(() => Response.json(file, { headers: { ETag: '"1"' } }))
    await desk.look()
    file = wrong
    expect(await desk.look()).toMatchObject({ kind: 'unreadable', trouble: 'unread', reason })
    expect(desk.last('unreadable').validator).toEqual({ etag: '"1"' })
    expect(namesOf((await desk.rows(0, 9)).rows)).toEqual(['One'])
  })

  it.each([
    {},
    { title: null, logline: null, chapters: null, story_assets: null },
    { title: 'The Lamp', logline: 7, chapters: [] },
    { title: 7, story_assets: 'none', chapters: [{ title: 'One' }] },
  ])('shows what is good of %j', async (skeleton) => {
    expect((await reading(skeleton)).outline).toBeDefined()
  })

  it('shows keys like __proto__ as what they are', async () => {
    const text =
      '{"__proto__":{"title":"no"},"title":"yes","chapters":[{"assets":[{"params":{"__proto__":"deep","constructor":1}}]}]}'
    const desk = deskOver(() => new Response(text))
    await desk.look()
    expect(desk.last('version').outline.title).toBe('yes')
    expect(desk.last('version').arrangement.window.rows[1]).toHaveProperty('params', [
      { key: '__proto__', text: 'deep' },
      { key: 'constructor', text: '1' },
    ])
  })

  it('shows a parameter that is nested 100,000 deep by its outer levels', async () => {
    const deep = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`
    const desk = deskOver(() => new Response(`{"chapters":[{"assets":[{"params":{"tree":${deep}}}]}]}`))
    await desk.look()
    const row = desk.last('version').arrangement.window.rows[1]
    expect(row).toHaveProperty('params.0.text', '{ a: { a: { a: { a: { a: { a: … } } } } } }')
    expect((await desk.show({ query: 'nowhere' })).found).toEqual({ scenes: 0, assets: 0 })
  })

  it('cuts a text that is endless, and says how much is missing', async () => {
    const { rows } = await reading({
      chapters: [{ title: 'x'.repeat(5000), scenes: [{ summary: 'y'.repeat(50_000) }] }],
    })
    expect(rows[0]).toHaveProperty('title', `${'x'.repeat(1000)}… (4,000 more characters)`)
    expect(rows[1]).toHaveProperty('summary', `${'y'.repeat(20_000)}… (30,000 more characters)`)
  })

  it('gives a name without visible letters something to see', async () => {
    const { rows } = await reading({ chapters: [{ title: '\u200b\u2060 ' }] })
    expect(namesOf(rows)).toEqual(['(a name without visible letters)'])
  })

  it.each([
    ['/etc/passwd'],
    ['../other/secret.png'],
    ['cards/../../secret.png'],
    ['javascript:alert(1)'],
    ['data:text/html,x'],
    ['//elsewhere.test/x.png'],
    ['http://elsewhere.test/x.png'],
    ['C:\\x.png'],
    ['cards/\u0000.png'],
    ['.env'],
    ['cards/\ud800.png'],
    [7],
  ])('gives the result path %j no address', async (result_path) => {
    const { rows } = await reading({ chapters: [{ assets: [{ type: 'image', result_path }] }] })
    expect(rows[1]).not.toHaveProperty('address')
  })

  it('encodes a result path that has letters which mean something in an address', async () => {
    const { rows } = await reading({ chapters: [{ assets: [{ result_path: './cards//a #1?.png' }] }] })
    expect(rows[1]).toHaveProperty('address', 'cards/a%20%231%3F.png')
  })
})

describe('the images of a scene', () => {
  it('are those beside the one that was opened, in order', async () => {
    const image = (name: string) => ({ asset_name: name, type: 'image', result_path: `${name}.png` })
    const { desk, rows } = await reading({
      chapters: [
        {
          scenes: [
            { assets: [image('a'), { type: 'audio', result_path: 'x.wav' }, image('b'), { type: 'image' }] },
            { assets: [image('c')] },
          ],
        },
      ],
    })
    const b = rows.find((row) => row.kind === 'asset' && row.name === 'b')
    expect((await desk.gallery(b?.id ?? 0)).map((one) => one.address)).toEqual(['a.png', 'b.png'])
  })
})

import { describe, expect, it } from 'vitest'
import { splitMatches } from '../../../viewer/src/skeleton/matching.ts'
import { namesOf, reading } from './support/ask.ts'

const STORY = {
  chapters: [
    {
      title: 'The Harbour',
      scenes: [
        {
          name: 'Fog',
          summary: 'She waits for the boat.',
          assets: [
            { asset_name: 'boat', type: 'image', status: 'done', params: { prompt: 'A grey boat' } },
            {
              asset_name: 'bell',
              type: 'audio',
              status: 'generating',
              params: { prompt: 'One bell, far off' },
            },
          ],
        },
        { name: 'Dock', summary: 'Nobody comes.', assets: [{ asset_name: 'planks', status: 'error' }] },
      ],
    },
    { title: 'The Tower', scenes: [{ name: 'Stairs', summary: 'Up.', assets: [{ asset_name: 'lamp' }] }] },
  ],
}

const search = async (query: string) => {
  const { desk } = await reading(STORY)
  const { window, found } = await desk.show({ query })
  return { names: namesOf(window.rows), found }
}

describe('the search', () => {
  it('finds assets by their prompts and shows them in their scene and chapter', async () => {
    expect(await search('FAR OFF')).toEqual({
      names: ['The Harbour', 'Fog', 'bell'],
      found: { scenes: 1, assets: 1 },
    })
  })

  it('finds scenes by name and by summary, and leaves their assets closed', async () => {
    expect((await search('dock')).names).toEqual(['The Harbour', 'Dock'])
    expect((await search('nobody')).names).toEqual(['The Harbour', 'Dock'])
  })

  it('finds a chapter by its title and shows all that is in it', async () => {
    expect((await search('tower')).names).toEqual(['The Tower', 'Stairs'])
  })

  it('finds nothing where nothing is', async () => {
    expect(await search('submarine')).toEqual({ names: [], found: { scenes: 0, assets: 0 } })
  })

  it.each([...'^$\\.*+?()[]{}|/-_#&~`\'"<>=!@%:;,'])('takes %s as it stands', async (sign) => {
    const { desk } = await reading({ chapters: [{ title: `a ${sign} b` }, { title: 'a b' }] })
    expect(namesOf((await desk.show({ query: `a ${sign} b` })).window.rows)).toEqual([`a ${sign} b`])
    expect(splitMatches(`x ${sign} y`, sign)).toEqual(['x ', sign, ' y'])
  })

  it('opens again what was toggled inside of its results', async () => {
    const { desk, rows } = await reading(STORY)
    const dock = rows.find((row) => row.kind === 'scene' && row.name === 'Dock')
    const opened = await desk.show({ query: 'dock', toggled: [dock?.id ?? 0] })
    expect(namesOf(opened.window.rows)).toEqual(['The Harbour', 'Dock', 'planks'])
  })
})

describe('the filter by status', () => {
  it('shows the assets of one status with the scenes that they are in', async () => {
    const { desk } = await reading(STORY)
    const shown = await desk.show({ status: 'error' })
    expect(namesOf(shown.window.rows)).toEqual(['The Harbour', 'Dock', 'planks'])
    expect(shown.found).toEqual({ scenes: 1, assets: 1 })
  })

  it('takes running and generating together as what is being made', async () => {
    const { desk } = await reading(STORY)
    expect(namesOf((await desk.show({ status: 'making' })).window.rows)).toEqual([
      'The Harbour',
      'Fog',
      'bell',
    ])
  })

  it('works together with the search', async () => {
    const { desk } = await reading(STORY)
    expect(namesOf((await desk.show({ status: 'done', query: 'fog' })).window.rows)).toEqual([
      'The Harbour',
      'Fog',
      'boat',
    ])
    expect((await desk.show({ status: 'pending', query: 'fog' })).window.rows).toEqual([])
  })
})

describe('closing', () => {
  it('hides what is in a chapter, and everything when all are closed', async () => {
    const { desk, rows } = await reading(STORY)
    const closed = await desk.show({ toggled: [rows[0]?.id ?? 0] })
    expect(namesOf(closed.window.rows)).toEqual(['The Harbour', 'The Tower', 'Stairs', 'lamp'])
    expect(namesOf((await desk.show({ chaptersOpen: false })).window.rows)).toEqual([
      'The Harbour',
      'The Tower',
    ])
  })

  it('gives the rows around the one that the reader is at', async () => {
    const { desk, rows } = await reading(STORY)
    const stairs = rows.find((row) => row.kind === 'scene' && row.name === 'Stairs')
    const around = { id: stairs?.id ?? 0, above: 1, below: 1 }
    expect(namesOf((await desk.show({}, around)).window.rows)).toEqual(['The Tower', 'Stairs'])
    expect(await desk.rows(0, 1)).toMatchObject({ from: 0, rows: [{ title: 'The Harbour' }] })
  })
})

import { expect, test } from 'vitest'
import { until } from '../support/until.ts'
import { allDone, progressJson, secondsAgo, skeletonDone } from './support/stories.ts'
import { browserVisits, change, helloWith, sees } from './support/visit.ts'

const visit = browserVisits()

const story = (name: string, age: number, extra: Record<string, unknown> = {}, writer = 'present') => ({
  name,
  href: `${encodeURIComponent(name)}/`,
  title: `Title of ${name}`,
  workflow: 'story',
  progress: JSON.parse(progressJson({ updated_ts: secondsAgo(age), ...extra })),
  writer,
  active_tasks: 0,
  failed_tasks: 0,
  updated_ts: secondsAgo(age),
})

const listOf = (stories: readonly unknown[], problems: readonly string[] = []) =>
  JSON.stringify({ folder: '/stories', stories, problems })

const names = 'a b c d e f g h i j'.split(' ')

test('what needs somebody is listed first, each story with its state, strip and age', async () => {
  const { page } = await visit({
    which: 'index',
    files: {
      '_stories.json': listOf([
        story('old', 7230, { phases: allDone }),
        story('new', 1),
        story('gone', 65, {}, 'gone'),
        story('broken', 400, { phases: { ...skeletonDone, production: 'error' }, error: 'quota' }),
      ]),
    },
  })
  await sees(page, '4 stories · 1 alive · 1 stopped · 1 failed · 1 finished')
  expect(await page.locator('.story h2').allTextContents()).toEqual(
    ['gone', 'broken', 'new', 'old'].map((name) => `Title of ${name}`),
  )
  expect(await page.locator('.story .badge').allTextContents()).toEqual([
    'Stopped',
    'Failed',
    'Alive',
    'Finished',
  ])
  await sees(page, '2 h ago')
  const gone = page.locator('.story').first().locator('.strip-phase')
  expect(await gone.evaluateAll((parts) => parts.map((part) => part.getAttribute('data-status')))).toEqual([
    'done',
    'stopped',
    'pending',
    'pending',
  ])
  await sees(page, 'Production failed: quota')
})

test('the strip of a story goes by its tasks where a phase has some', async () => {
  const steps = { director: 'failed', production: 'active', preview: 'no word', elsewhere: 'done' }
  const stories = [
    {
      ...story('tasks', 1, { phases: { ...skeletonDone, director: 'running', production: 'pending' } }),
      steps,
    },
  ]
  const { page } = await visit({ which: 'index', files: { '_stories.json': listOf(stories) } })
  const parts = page.locator('.story .strip-phase')
  await until('the strip', async () => (await parts.count()) === 4)
  expect(await parts.evaluateAll((all) => all.map((part) => part.getAttribute('data-status')))).toEqual([
    'done',
    'error',
    'running',
    'pending',
  ])
})

test('a story whose phases are all pending is judged, ordered and counted by its tasks', async () => {
  const phases = { reddit: 'pending', director: 'pending' }
  const told = (name: string, steps: object, more: object = {}) => ({
    ...story(
      name,
      9000,
      { phases, phase_order: Object.keys(phases), heartbeat_seconds: undefined, current_step: undefined },
      'unknown',
    ),
    updated_ts: secondsAgo(1),
    steps,
    ...more,
  })
  const both = (state: string) => ({ reddit: state, director: state })
  const stories = [
    told('done', both('done')),
    told('begun', { reddit: 'done' }),
    told('busy', { reddit: 'done', director: 'active' }),
    told('silent', { reddit: 'active' }, { updated_ts: secondsAgo(9000) }),
    told('broken', { reddit: 'failed' }, { step_errors: { reddit: 'no post', director: 5 } }),
    told('new', {}),
  ]
  const { page } = await visit({ which: 'index', files: { '_stories.json': listOf(stories) } })
  await sees(page, '6 stories · 1 alive · 1 stopped · 1 failed · 1 between phases · 1 waiting · 1 finished')
  const lines = await page
    .locator('.story')
    .evaluateAll((cards) =>
      cards.map((card) =>
        ['h2', '.badge', '.reason'].map((part) => card.querySelector(part)?.textContent ?? '').join(' | '),
      ),
    )
  expect(lines).toEqual([
    'Title of broken | Failed | Reddit failed: no post',
    'Title of silent | Stopped | no update for 2 h 30 min',
    expect.stringMatching(/^Title of busy \| Alive \| last update \d+ s ago$/),
    'Title of begun | Between phases | nothing is running; next: Director',
    'Title of new | Waiting | no phase has started yet',
    'Title of done | Finished | all phases are done',
  ])
})

test('the bars of a row of cards are at one height, however long a title is', async () => {
  const long = { ...story('long', 1), title: 'a title of many words '.repeat(9) }
  const { page } = await visit({
    which: 'index',
    files: { '_stories.json': listOf([long, story('short', 2)]) },
  })
  await sees(page, 'Title of short')
  const tops = await page
    .locator('.strip')
    .evaluateAll((strips) => strips.map((strip) => Math.round(strip.getBoundingClientRect().top)))
  expect(tops).toHaveLength(2)
  expect(tops[0]).toBe(tops[1])
})

test('a story waits for a person only where there is a skeleton to look at', async () => {
  const waiting = { phases: skeletonDone }
  const stories = [story('planned', 1, waiting), { ...story('bare', 2, waiting), has_skeleton: false }]
  const { page } = await visit({ which: 'index', files: { '_stories.json': listOf(stories) } })
  await sees(page, '2 stories · 1 waiting for you · 1 between phases')
  expect(await page.locator('.story .badge').allTextContents()).toEqual(['Your turn', 'Between phases'])
})

test('a paused run is listed before all, a degraded one after it, each with its count and bar', async () => {
  const run = (status: string, more: object = {}) => ({
    status,
    updated_at: secondsAgo(1),
    segments: { total: 112, completed: 57, failed: 2, skipped: 0 },
    progress_percent: 52.7,
    ...more,
  })
  const folder = (name: string, production: object) => ({
    ...story(name, 60),
    progress: {},
    run: production,
    run_writer: 'present',
  })
  const degraded = { health: { state: 'degraded', reasons: ['pool quests is at 12%'] } }
  const stories = [
    story('alive', 1),
    folder('slow', run('running', degraded)),
    folder('held', run('paused', { pause: { reason: 'a look at day two' } })),
  ]
  const { page } = await visit({ which: 'index', files: { '_stories.json': listOf(stories) } })
  await sees(page, '1 story, 2 runs · 1 paused · 1 degraded · 1 alive')
  expect(await page.locator('.story .badge').allTextContents()).toEqual(['Paused', 'Degraded', 'Alive'])
  const held = page.locator('.story').first()
  for (const words of ['a look at day two', '57 of 112 completed', 'production run', '52 %'])
    expect(await held.textContent()).toContain(words)
  expect(await held.locator('.strip-run > span').count()).toBe(3)
})

test('a story is one link, reached by keyboard, into its folder', async () => {
  const { page, server } = await visit({
    which: 'index',
    files: { '_stories.json': listOf([story('a b#c', 1)]) },
  })
  server.files.set('a b#c/', '<title>the story itself</title>')
  await sees(page, 'Title of a b#c')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await until('the story', async () => (await page.title()) === 'the story itself')
  expect(page.url()).toBe(`${server.url}a%20b%23c/`)
})

test('a story that cannot be opened says why, and one that cannot be read since when', async () => {
  const since = secondsAgo(30)
  const unread = [{ file: '_progress.json', since_ts: since }]
  const { href, ...closed } = story('a%2fb', 5)
  const stories = [
    { ...closed, closed: 'No address can name this folder' },
    { ...story('half', 40, {}, 'gone'), unread },
    { ...story('resting', 400, { phases: allDone }), unread },
    { ...story('never', 500), progress: {}, unread },
  ]
  const { page } = await visit({ which: 'index', files: { '_stories.json': listOf(stories) } })
  await sees(page, 'No address can name this folder')
  const cards = page.locator('.story')
  const cardOf = (name: string) => cards.filter({ hasText: `Title of ${name}` })
  expect(href).toBe('a%252fb/')
  expect(await cardOf('a%2fb').locator('a').count()).toBe(0)
  const time = new Date(since).toTimeString().slice(0, 8)
  const sentence = `_progress.json can't be read since ${time}`
  for (const name of ['half', 'resting', 'never']) {
    const note = await cardOf(name).locator('.story-note').textContent()
    expect(note).toBe(`${sentence}; what is shown of it is from before`)
  }
  const badges = await Promise.all(
    ['half', 'resting', 'never'].map((name) => cardOf(name).locator('.badge').textContent()),
  )
  expect(badges).toEqual(['Out of sight', 'Finished', 'Out of sight'])
  expect(await cardOf('half').locator('.reason').textContent()).toBe(sentence)
})

test('an empty folder says what to do', async () => {
  const { page } = await visit({ which: 'index', files: { '_stories.json': listOf([]) } })
  await sees(page, 'No story here yet')
  await sees(page, 'story-monitor phase start <folder> reddit')
})

test('from nine stories on there is a search, which finds by title, folder and workflow', async () => {
  const { page, server } = await visit({
    which: 'index',
    hello: helloWith([]),
    files: { '_stories.json': listOf(names.slice(0, 8).map((name) => story(name, 5))) },
  })
  await sees(page, '8 stories')
  expect(await page.getByRole('searchbox').count()).toBe(0)
  change(server, '_stories.json', listOf(names.map((name) => story(name, 5))))
  await page.getByRole('searchbox').fill('OF c')
  await sees(page, '1 of 10')
  expect(await page.locator('.story h2').allTextContents()).toEqual(['Title of c'])
  await page.getByRole('searchbox').fill('nothing like it')
  await sees(page, /No story matches/)
})

test('a list that cannot be read keeps the last good one and says since when', async () => {
  const { page, server } = await visit({
    which: 'index',
    hello: helloWith([]),
    files: { '_stories.json': listOf([story('a', 5)], ['folder "x" can\'t be read']) },
  })
  await sees(page, 'folder "x" can\'t be read')
  change(server, '_stories.json', '{"stories":')
  await sees(page, /^The list of stories can't be read since \d\d:\d\d:\d\d$/)
  await sees(page, 'Title of a')
  change(server, '_stories.json', listOf([story('b', 5)]))
  await sees(page, 'Title of b')
  expect(await page.locator('.notice').count()).toBe(0)
})

test('a server that is down kills no story on the list', async () => {
  const alive = { ...story('a', 0, { heartbeat_seconds: 60 }), writer: 'unknown' }
  const { page, server } = await visit({
    which: 'index',
    files: { '_stories.json': listOf([alive]) },
    before: (page) => page.clock.install(),
  })
  await sees(page, 'Alive')
  server.setDown(true)
  await page.clock.runFor(2_500)
  await sees(page, /^The server can't be reached since/)
  await page.clock.runFor(180_000)
  expect(await page.locator('.story .badge').textContent()).toBe('Alive')
})

test('a page whose folder became something else asks for the page that belongs there now', async () => {
  for (const which of ['index', 'viewer'] as const) {
    const { page, server } = await visit({ which, hello: helloWith([]) })
    await until('the stream', () => server.streams() === 1)
    server.files.set('page.html', '<title>another page</title>')
    server.emit('reload', {})
    await until('the other page', async () => (await page.title()) === 'another page')
  }
})

test('stories of any shape are listed without breaking the page', async () => {
  const odd = [
    null,
    7,
    'text',
    [],
    {},
    { name: 5, progress: [] },
    { name: 'fine', progress: { phases: { a: 'odd' } } },
  ]
  const { page } = await visit({ which: 'index', files: { '_stories.json': listOf(odd) } })
  await until('every story', async () => (await page.locator('.story').count()) === odd.length)
  await sees(page, 'fine')
})

test('a folder of 3,000 stories is listed, and its search answers', async () => {
  const stories = Array.from({ length: 3_000 }, (_, index) => story(`story-${index}`, index))
  const { page } = await visit({ which: 'index', files: { '_stories.json': listOf(stories) } })
  await sees(page, /^3,000 stories/)
  await page.getByRole('searchbox').fill('story-2999')
  await sees(page, '1 of 3,000')
})

for (const width of [390, 1440]) {
  test(`the list fits into ${width} px`, async () => {
    const long = 'Donaudampfschiff'.repeat(12)
    const { page } = await visit({
      which: 'index',
      files: { '_stories.json': listOf([story(long, 5), ...names.map((name) => story(name, 5))]) },
      context: { viewport: { width, height: 900 } },
    })
    await sees(page, '11 stories')
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
  })
}

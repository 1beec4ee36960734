import { expect, test } from 'vitest'
import { until } from '../support/until.ts'
import { allDone, planJson, progressJson, secondsAgo, skeletonDone } from './support/stories.ts'
import { badge, browserVisits, card, change, helloWith, sees } from './support/visit.ts'

const visit = browserVisits()
const hello = helloWith(['_progress.json'], 'present')

test('a running story shows its phases, counts, step and share', async () => {
  const { page } = await visit({
    hello,
    files: {
      '_progress.json': progressJson({
        phase_progress: { director: { complete: 3, total: 6 } },
        phase_times: { reddit: { started_ts: secondsAgo(100), duration_seconds: 64 } },
      }),
    },
  })
  await sees(page, 'the-lighthouse')
  await sees(page, 'Writing scene 3 of chapter 2')
  expect(await badge(page).textContent()).toBe('Alive')
  expect(await card(page, 'Director').getAttribute('data-status')).toBe('running')
  expect(await card(page, 'Director').textContent()).toContain('3 of 6')
  expect(await card(page, 'Director').getByRole('progressbar').getAttribute('aria-valuenow')).toBe('50')
  expect(await card(page, 'Reddit').textContent()).toContain('1 min')
  expect(await card(page, 'Assembly').textContent()).toContain('Pending')
  expect(await page.locator('.percent').textContent()).toContain('37%')
})

test('a folder without a story says what it waits for, and fills when the file appears', async () => {
  const { page, server } = await visit({ hello: helloWith([]) })
  await sees(page, 'Waiting for the story to begin')
  await sees(page, server.url)
  expect(server.requests.filter((line) => line.includes('_progress.json'))).toEqual([])
  change(server, '_progress.json', progressJson())
  await sees(page, 'Director')
  expect(await page.getByText('Waiting for the story to begin').count()).toBe(0)
})

test('a pipeline that is gone never looks as if it ran', async () => {
  const { page, server } = await visit({
    hello,
    files: {
      '_progress.json': progressJson({
        pid: 4711,
        phase_times: { director: { started_ts: secondsAgo(90) } },
      }),
    },
  })
  await sees(page, 'Running')
  server.emit('writer', { writer: 'gone' })
  await sees(page, /\(pid 4711\) is gone while Director was running; last step: Writing scene 3/)
  expect(await badge(page).textContent()).toBe('Stopped')
  expect(await card(page, 'Director').getAttribute('data-status')).toBe('stopped')
  expect(await card(page, 'Director').textContent()).toContain('stopped after 1 min')
  expect(await page.getByText('Running', { exact: true }).count()).toBe(0)
  expect(await page.locator('.clock').count()).toBe(0)
  expect(await page.title()).toBe('Stopped · the-lighthouse')
})

test('a heartbeat that stops is noticed by looking at the clock, without any event', async () => {
  const { page } = await visit({
    hello: helloWith(['_progress.json']),
    files: { '_progress.json': progressJson({ heartbeat_seconds: 30 }) },
    before: (page) => page.clock.install(),
  })
  await sees(page, 'Running')
  await page.clock.runFor(60_000)
  await sees(page, /no heartbeat for 1 min; last step: Writing scene 3/)
  expect(await card(page, 'Director').getAttribute('data-status')).toBe('stopped')
})

test('a writer that lives but does not get on is stuck, and says for how long', async () => {
  const { page } = await visit({
    hello,
    files: { '_progress.json': progressJson({ heartbeat_seconds: 60, progress_ts: secondsAgo(900) }) },
  })
  await sees(page, /no progress for 15 min/)
  expect(await badge(page).textContent()).toBe('Stuck')
})

test('a story that waits for a person says so in the words of the contract', async () => {
  const { page, server } = await visit({
    hello: helloWith(['_progress.json', '_director_progress.json'], 'present'),
    files: { '_progress.json': progressJson(), '_director_progress.json': planJson },
  })
  await sees(page, 'Running')
  const words = 'Skeleton complete. Inspect all items below before production runs.'
  expect(await page.getByText(words).count()).toBe(0)
  change(server, '_progress.json', progressJson({ phases: skeletonDone }))
  await sees(page, words)
  expect(await badge(page).textContent()).toBe('Your turn')
  expect(await page.title()).toBe('Your turn · The Lamp')
  change(server, '_progress.json', progressJson({ phases: { ...skeletonDone, production: 'running' } }))
  await until('the banner to go', async () => (await page.getByText(words).count()) === 0)
})

test('nobody is asked to look at a plan that was not written', async () => {
  const progress = progressJson({ phases: skeletonDone })
  for (const options of [{ hello }, {}]) {
    const { page } = await visit({ ...options, files: { '_progress.json': progress } })
    await sees(page, 'No plan has been written.')
    expect(await badge(page).textContent()).toBe('Between phases')
    expect(await page.getByText(/Skeleton complete|Reading the skeleton/).count()).toBe(0)
  }
})

test('what failed in the run before is told calmly, and the plan still waits for a person', async () => {
  const { page } = await visit({
    hello: helloWith(['_progress.json', '_director_progress.json'], 'present'),
    files: {
      '_progress.json': progressJson({
        phases: { ...skeletonDone, production: 'error' },
        phase_times: { production: { started_ts: secondsAgo(600), finished_ts: secondsAgo(500) } },
        process_started_ts: secondsAgo(60),
        error: 'The disk is full',
      }),
      '_director_progress.json': planJson,
    },
  })
  await sees(page, 'In the run before')
  await sees(page, 'Skeleton complete. Inspect all items below before production runs.')
  expect(await badge(page).textContent()).toBe('Your turn')
  expect(await page.getByText('What went wrong').count()).toBe(0)
  expect(await card(page, 'Production').textContent()).toContain('failed in an earlier run')
})

test('each failed phase is told with its own error, apart from what the run before has left', async () => {
  const { page } = await visit({
    hello: helloWith(['_progress.json'], 'present'),
    files: {
      '_progress.json': progressJson({
        phases: { reddit: 'error', director: 'error', production: 'error' },
        phase_times: {
          reddit: { started_ts: secondsAgo(600), finished_ts: secondsAgo(500) },
          director: { started_ts: secondsAgo(50), finished_ts: secondsAgo(40) },
          production: { started_ts: secondsAgo(30), finished_ts: secondsAgo(20) },
        },
        process_started_ts: secondsAgo(60),
        error: 'no GPU',
        phase_failures: {
          reddit: { message: 'no post' },
          director: { message: 'no plot', traceback: 'at the desk' },
          production: { message: 'no GPU' },
        },
      }),
    },
  })
  const told = async (heading: string) =>
    await page.getByRole('region', { name: heading }).textContent({ timeout: 20_000 })
  const now = await told('What went wrong')
  expect(now).toMatch(/Director\s*no plot\s*Traceback\s*at the desk\s*Production\s*no GPU$/)
  expect(await told('In the run before')).toMatch(/Reddit\s*no post$/)
})

test('an asset that a dead run left unfinished is being made only while production runs', async () => {
  const lamp = { asset_name: 'lamp', type: 'image', status: 'generating' }
  const { page, server } = await visit({
    hello: helloWith(['_progress.json', '_director_progress.json'], 'present'),
    files: {
      '_progress.json': progressJson({ phases: { ...skeletonDone, director: 'running' } }),
      '_director_progress.json': JSON.stringify({ title: 'The Lamp', chapters: [{ assets: [lamp] }] }),
    },
  })
  await sees(page, '0 of 1 done, 1 stopped')
  const jump = page.getByRole('button', { name: 'Jump to what is being made now' })
  expect(await jump.isDisabled()).toBe(true)
  change(server, '_progress.json', progressJson({ phases: { ...skeletonDone, production: 'running' } }))
  await sees(page, '0 of 1 done, 1 in the making')
  expect(await jump.isEnabled()).toBe(true)
})

test('the header tells when a story began, and when it was last heard of once it is not alive', async () => {
  const at = (hour: number, minute: number) => new Date(2026, 2, 5, hour, minute).toISOString()
  const { page, server } = await visit({
    hello,
    files: { '_progress.json': progressJson({ started_ts: at(12, 3) }) },
  })
  const times = page.locator('.times')
  await until('the start', async () => (await times.textContent()) === 'started 5 Mar 2026, 12:03')
  const now = new Date()
  const clock = now.toLocaleTimeString('en-GB').slice(0, 5)
  const gone = { started_ts: at(12, 3), updated_ts: now.toISOString(), phases: allDone }
  change(server, '_progress.json', progressJson(gone))
  await until('the last sign of life', async () =>
    (await times.textContent())?.endsWith(`, last sign of life ${clock}`),
  )
  expect(await times.locator('time').last().getAttribute('datetime')).toBe(now.toISOString())
})

test('a story below a list leads back to it, and a story alone to nowhere', async () => {
  const below = { '_progress.json': progressJson() }
  const { page, server, reload } = await visit({ hello, files: below })
  await sees(page, 'Running')
  const link = page.getByRole('link', { name: 'All stories' })
  expect(await link.count()).toBe(0)
  const html = String(server.files.get('page.html'))
  server.files.set('page.html', html.replace('data-server="live"', 'data-server="live" data-list="above"'))
  await reload()
  expect(await link.getAttribute('href')).toBe('../')
})

test('why a story stopped is said in the header alone', async () => {
  const { page, server } = await visit({
    hello,
    files: {
      '_progress.json': progressJson({ phase_times: { director: { started_ts: secondsAgo(90) } } }),
    },
  })
  await sees(page, 'Running')
  server.emit('writer', { writer: 'gone' })
  await sees(page, /is gone while Director was running; last step: Writing scene 3/)
  const rest = page.locator('main')
  expect(await rest.getByText(/ gone/).count()).toBe(0)
  expect(await rest.getByText(/Writing scene 3/).count()).toBe(0)
})

test('a phase that is all but done says so instead of counting seconds', async () => {
  const { page } = await visit({
    hello,
    files: {
      '_progress.json': progressJson({
        phase_progress: { director: { complete: 999, total: 1000 } },
        phase_times: { director: { started_ts: secondsAgo(60) } },
      }),
    },
  })
  await sees(page, 'nearly done')
  expect(await page.getByText(/0 s left/).count()).toBe(0)
})

test('a failed phase shows its error, and its traceback on demand', async () => {
  const { page } = await visit({
    hello,
    files: {
      '_progress.json': progressJson({
        phases: { ...skeletonDone, director: 'error', production: 'skipped' },
        skip_reasons: { production: 'no budget left' },
        error: 'The model answered with half a scene',
        traceback: 'Traceback: line 88\nValueError: half',
      }),
    },
  })
  await sees(page, 'Director failed: The model answered with half a scene')
  await sees(page, 'no budget left')
  expect(await page.getByText('ValueError: half').isVisible()).toBe(false)
  await page.getByText('Traceback', { exact: true }).click()
  await sees(page, 'ValueError: half')
})

test('a very long error shows its beginning, and the rest on demand', async () => {
  const { page } = await visit({
    hello,
    files: { '_progress.json': progressJson({ error: `${'x'.repeat(100_000)}END` }) },
  })
  await page.getByRole('button', { name: /98,003 more characters/ }).click()
  await sees(page, /END$/)
})

test('a finished story is done in every word', async () => {
  const { page } = await visit({ hello, files: { '_progress.json': progressJson({ phases: allDone }) } })
  await sees(page, 'all phases are done')
  expect(await page.title()).toBe('Finished · the-lighthouse')
  expect(await page.locator('.percent').textContent()).toContain('100%')
})

test('unknown status words and wrong types are shown or passed over, and never break the page', async () => {
  const { page, server } = await visit({
    hello,
    files: {
      '_progress.json': progressJson({
        phases: { reddit: 'marinating', director: 'running', production: 7, assembly: null },
        phase_progress: { director: { complete: 'two', total: [] } },
        phase_times: 'yesterday',
        current_step: { not: 'text' },
        error: ['no text'],
        skip_reasons: 12,
      }),
    },
  })
  await sees(page, /status “marinating” is not one that this page knows/)
  expect(await card(page, 'Director').getByRole('progressbar').count()).toBe(0)
  for (const odd of [
    '{"phases":[]}',
    '{"phase_order":{"a":1}}',
    '{}',
    '{"job_id":5,"workflow":[],"phases":null}',
  ]) {
    change(server, '_progress.json', odd)
    await until(`the four phases for ${odd}`, async () => (await page.locator('.phase').count()) === 4)
  }
  change(server, '_progress.json', '[1,2,3]')
  await sees(
    page,
    /_progress.json doesn't hold what it should since \d\d:\d\d:\d\d; showing the last good state/,
  )
})

test('a file nested 100,000 deep does not stop the page', async () => {
  const { page, server } = await visit({ hello, files: { '_progress.json': progressJson() } })
  await sees(page, 'Running')
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
  for (const text of [
    `{"phases":${deep}}`,
    `{"phases":{"reddit":${deep},"director":"running"},"error":${deep}}`,
  ]) {
    const before = server.requests.length
    change(server, '_progress.json', text)
    await until('the deep file to be read', () => server.requests.length > before)
  }
  change(server, '_progress.json', progressJson({ current_step: 'after the deep one' }))
  await sees(page, 'after the deep one')
})

test('of 10,000 phases those around the running one are shown, and more on demand', async () => {
  const phases = Object.fromEntries(
    Array.from({ length: 10_000 }, (_, index) => [
      `scene-${index + 1}`,
      index < 100 ? 'done' : index === 100 ? 'running' : 'pending',
    ]),
  )
  const { page } = await visit({
    hello,
    files: { '_progress.json': progressJson({ phase_order: undefined, phases }) },
  })
  await sees(page, 'Scene 101')
  await sees(page, '100 done · 1 running · 9,899 pending')
  expect(await page.locator('.phase').count()).toBe(24)
  await page.getByRole('button', { name: '9,884 more phases after these' }).click()
  await until('a hundred more', async () => (await page.locator('.phase').count()) === 124)
  await page.getByRole('button', { name: '92 more phases before these' }).click()
  await sees(page, 'Scene 1')
})

test('ten thousand running phases that died are told in a line', async () => {
  const phases = Object.fromEntries(
    Array.from({ length: 10_000 }, (_, index) => [`scene-${index}`, 'running']),
  )
  const text = progressJson({ phase_order: undefined, phases })
  const { page, server } = await visit({ hello, files: { '_progress.json': text } })
  await sees(page, 'Alive')
  server.emit('writer', { writer: 'gone' })
  await sees(page, 'Stopped')
  expect((await page.locator('.reason').textContent())?.length).toBe(400)
})

test('strange phase names stand as they are, each in its own card', async () => {
  const names = [
    'a/b\\c',
    'two\nlines',
    '🎬 film',
    '__proto__',
    'constructor',
    'שלום',
    '\u200b\u200d',
    '\u202eevil',
    '',
  ]
  const text = `{"phase_order":${JSON.stringify(names)},"phases":{"__proto__":"done","a/b\\\\c":"running"}}`
  const { page } = await visit({ hello, files: { '_progress.json': text } })
  await sees(page, /film/)
  expect(await page.locator('.phase').count()).toBe(names.length)
  expect(await card(page, 'Proto').getAttribute('data-status')).toBe('done')
  await sees(page, /^\(unnamed: /)
  const isolated = await page.locator('.phase-name bdi').count()
  expect(isolated).toBe(names.length)
})

test('a long name is cut and shown whole on demand', async () => {
  const name = `${'long '.repeat(60)}end of the name`
  const { page } = await visit({
    hello,
    files: { '_progress.json': progressJson({ phase_order: [name], phases: { [name]: 'pending' } }) },
  })
  expect(await page.getByText(/end of the name/).count()).toBe(0)
  await page.getByRole('button', { name: 'whole name' }).click()
  await sees(page, /end of the name/)
})

test('a story is named by its job, else by its folder, whichever way that is written', async () => {
  const { page, server } = await visit({ hello, files: { '_progress.json': progressJson() } })
  const name = page.getByRole('heading', { level: 1 })
  await until("the job's name", async () => (await name.textContent()) === 'the-lighthouse')
  await sees(page, 'lighthouse-7')
  change(server, '_progress.json', progressJson({ job_id: '', story_path: 'C:\\stories\\on windows\\' }))
  await until("the folder's name", async () => (await name.textContent()) === 'on windows')
})

test('tasks of a phase and a production run are summed up', async () => {
  const task = (id: number, status: string) => ({ id: String(id), type: 'director', status })
  const { page } = await visit({
    hello: helloWith(['_progress.json', '_tasks.json', 'LIVE_STATUS.json']),
    files: {
      '_progress.json': progressJson(),
      '_tasks.json': JSON.stringify({
        tasks: [task(1, 'processing'), task(2, 'starting'), task(3, 'failed')],
      }),
      'LIVE_STATUS.json': JSON.stringify({ status: 'paused', segments: { completed: 12, total: 40 } }),
    },
  })
  await sees(page, '2 in progress')
  await sees(page, '1 failed')
  await sees(page, 'Production run')
  await sees(page, '12 of 40 completed')
})

test('the heading is the title once the skeleton knows one, and the job stands beside the workflow', async () => {
  const { page } = await visit({
    hello: helloWith(['_progress.json', '_director_progress.json']),
    files: {
      '_progress.json': progressJson(),
      '_director_progress.json': JSON.stringify({ title: 'The Lamp', logline: 'A keeper waits.' }),
    },
  })
  const heading = page.getByRole('heading', { level: 1 })
  await until('the title', async () => (await heading.textContent()) === 'The Lamp')
  expect(await page.locator('.header .eyebrow').textContent()).toBe('story · the-lighthouse · lighthouse-7')
  await until('the tab', async () => (await page.title()).endsWith('The Lamp'))
})

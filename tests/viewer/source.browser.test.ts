import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { until } from '../support/until.ts'
import { progressJson, secondsAgo } from './support/stories.ts'
import type { TestServer } from './support/test-server.ts'
import { badge, browserVisits, card, change, helloWith, sees } from './support/visit.ts'

const visit = browserVisits()
const hello = helloWith(['_progress.json'], 'present')
const asked = (server: TestServer, file: string) =>
  server.requests.filter((line) => line.includes(`/${file} `))

const skeleton = JSON.stringify({ title: 'The Lamp', logline: 'A keeper waits.', chapters: [] })

/** Counts how often the page parses JSON and how often it changes its own contents. */
const countWork = (page: Page) =>
  page.addInitScript(() => {
    const counts = { parsed: 0, drawn: 0 }
    Object.assign(window, { counts })
    const parse = JSON.parse
    JSON.parse = (...parts: Parameters<typeof parse>) => {
      counts.parsed += 1
      return parse(...parts)
    }
    const observe = () => {
      const watcher = new MutationObserver((changes) => {
        // Setting a text to what it is makes a record, too, and draws nothing.
        counts.drawn += changes.filter(
          ({ type, oldValue, target }) => type !== 'characterData' || oldValue !== target.nodeValue,
        ).length
      })
      watcher.observe(document.body, {
        subtree: true,
        childList: true,
        attributes: true,
        characterData: true,
        characterDataOldValue: true,
      })
    }
    addEventListener('DOMContentLoaded', observe)
  })

const workOf = (page: Page): Promise<unknown> => page.evaluate('({ ...window.counts })')

test('a poll that finds nothing new parses nothing and draws nothing', async () => {
  const { page, server } = await visit({
    files: {
      '_progress.json': progressJson({ phases: { reddit: 'done', director: 'pending' } }),
      '_director_progress.json': skeleton,
    },
    before: async (page) => {
      await page.clock.install()
      await countWork(page)
    },
  })
  await sees(page, 'Between phases')
  const before = await workAtRest(page, () => asked(server, '_progress.json').length)
  for (let round = 0; round < 3; round += 1)
    await pollAgain(page, () => asked(server, '_progress.json').length)
  expect(new Set(asked(server, '_progress.json').slice(1))).toEqual(new Set(['GET /_progress.json 304']))
  expect(await workOf(page)).toEqual(before)
})

test('a heartbeat that brings nothing to see changes nothing in the page', async () => {
  const { page, server } = await visit({ hello, files: { '_progress.json': progressJson() } })
  await sees(page, 'Alive')
  // The first change that the page sees itself may change its reasons for taking the story for alive.
  change(server, '_progress.json', progressJson({ updated_ts: secondsAgo(3), current_step: 'first news' }))
  await sees(page, 'first news')
  await page.evaluate(() => {
    const changes: string[] = []
    Object.assign(window, { changes })
    new MutationObserver((records) => {
      // The dot goes by the page's own clock.
      const others = records.filter(({ target }) => !(target instanceof Element && target.matches('.dot')))
      changes.push(...others.map(({ type, target }) => `${type}: ${target.textContent}`))
    }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true })
  })
  for (const age of [2, 1, 0]) {
    const before = asked(server, '_progress.json').length
    change(
      server,
      '_progress.json',
      progressJson({ updated_ts: secondsAgo(age), current_step: 'first news' }),
    )
    await until('the beat', () => asked(server, '_progress.json').length > before)
  }
  change(server, '_progress.json', progressJson({ current_step: 'something to see' }))
  await sees(page, 'something to see')
  expect(await page.evaluate('window.changes')).toEqual(['characterData: something to see'])
})

/** The work done once the page's first look is over: the skeleton's worker is a thread and answers when it does. */
async function workAtRest(page: Page, answered: () => number): Promise<unknown> {
  await until('the whole page', async () => (await page.getByText('The Lamp').count()) === 2)
  await sees(page, 'A keeper waits.')
  await pollAgain(page, answered)
  return await workOf(page)
}

/** Moves the page's clock on to its next poll and waits until that was answered. */
async function pollAgain(page: Page, answered: () => number): Promise<void> {
  const before = answered()
  await page.clock.runFor(2_000)
  await until('the next answer', () => answered() > before)
}

test('a server that gives the same text without any validator is read, but nothing is parsed again', async () => {
  let given = 0
  const { page } = await visit({
    files: { '_director_progress.json': skeleton },
    before: async (page) => {
      await page.clock.install()
      await countWork(page)
      await page.route('**/_progress.json', (route) => {
        given += 1
        return route.fulfill({ body: '{"phases":{"reddit":"done"},"updated_ts":"2026-01-01T00:00:00Z"}' })
      })
    },
  })
  await sees(page, 'Reddit')
  const before = await workAtRest(page, () => given)
  for (let round = 0; round < 3; round += 1) await pollAgain(page, () => given)
  expect(await workOf(page)).toEqual(before)
})

test('a Last-Modified is sent back only when it was old enough to tell two writes apart', async () => {
  const conditions: (string | undefined)[] = []
  const dates = { old: 'Wed, 01 Jul 2026 10:00:00 GMT', now: 'Wed, 01 Jul 2026 10:00:30 GMT' }
  const { page } = await visit({
    before: async (page) => {
      await page.clock.install()
      await page.route('**/_progress.json', (route) => {
        conditions.push(route.request().headers()['if-modified-since'])
        const modified = conditions.length === 1 ? dates.now : dates.old
        return route.fulfill({
          body: progressJson(),
          headers: { date: dates.now, 'last-modified': modified },
        })
      })
    },
  })
  await sees(page, 'Director')
  await pollAgain(page, () => conditions.length)
  await pollAgain(page, () => conditions.length)
  expect(conditions.slice(0, 3)).toEqual([undefined, undefined, dates.old])
})

test('files that are not there are asked for every ten seconds only', async () => {
  const { page, server } = await visit({
    files: { '_progress.json': progressJson() },
    before: (page) => page.clock.install(),
  })
  await sees(page, 'Director')
  for (let round = 0; round < 9; round += 1)
    await pollAgain(page, () => asked(server, '_progress.json').length)
  const often = asked(server, '_progress.json').length
  expect(often).toBeGreaterThanOrEqual(10)
  expect(asked(server, '_tasks.json').length).toBeLessThanOrEqual(often / 3)
  expect(asked(server, 'LIVE_STATUS.json').length).toBeLessThanOrEqual(often / 3)
})

test('a page out of sight asks for nothing, and looks at once when it is seen again', async () => {
  const { page, server } = await visit({
    files: { '_progress.json': progressJson({ current_step: 'before' }) },
    before: async (page) => {
      await page.clock.install()
      await page.addInitScript(() => {
        let state = 'visible'
        Object.defineProperty(document, 'visibilityState', { get: () => state })
        const ask = window.fetch
        Object.assign(window, {
          asks: 0,
          fetch(...parts: Parameters<typeof ask>) {
            Reflect.set(window, 'asks', Reflect.get(window, 'asks') + 1)
            return ask(...parts)
          },
          show(next: string) {
            state = next
            document.dispatchEvent(new Event('visibilitychange'))
          },
        })
      })
    },
  })
  await sees(page, 'before')
  await page.evaluate('window.show("hidden")')
  server.files.set('_progress.json', progressJson({ current_step: 'after' }))
  const asks = await page.evaluate('window.asks')
  await page.clock.runFor(60_000)
  expect(await page.evaluate('window.asks')).toBe(asks)
  await page.evaluate('window.show("visible")')
  await sees(page, 'after')
})

/** Lets the test say whether the page is in sight, by `window.show('hidden')`. */
const hideable = (page: Page) =>
  page.addInitScript(() => {
    let state = 'visible'
    Object.defineProperty(document, 'visibilityState', { get: () => state })
    Object.assign(window, {
      show(next: string) {
        state = next
        document.dispatchEvent(new Event('visibilitychange'))
      },
    })
  })

test('a page out of sight gives its stream back, so that seven pages of a server work', async () => {
  const { page: first, server } = await visit({ hello, files: { '_progress.json': progressJson() } })
  const pages: Page[] = []
  for (let number = 1; number <= 7; number += 1) {
    const page = await first.context().newPage()
    await hideable(page)
    await page.goto(first.url())
    await sees(page, 'Writing scene 3')
    await page.evaluate('window.show("hidden")')
    pages.push(page)
  }
  await until('one stream', () => server.streams() === 1)
  server.files.set('_progress.json', progressJson({ current_step: 'what came meanwhile' }))
  for (const page of pages.slice(0, 4)) {
    await page.evaluate('window.show("visible")')
    await sees(page, 'what came meanwhile')
    expect(await page.locator('.notice').count()).toBe(0)
  }
  await until('five streams', () => server.streams() === 5)
  change(server, '_progress.json', progressJson({ current_step: 'told as before' }))
  for (const page of pages.slice(0, 4)) await sees(page, 'told as before')
})

test('a death is told once, however often the page is looked at again', async () => {
  const { page, server } = await visit({
    hello: helloWith(['_progress.json'], 'gone'),
    files: { '_progress.json': progressJson() },
    before: hideable,
  })
  await until('its end', async () => (await badge(page).textContent()) === 'Stopped')
  await page.evaluate('window.show("hidden")')
  await until('no stream', () => server.streams() === 0)
  expect(await badge(page).textContent()).toBe('Stopped')
})

test('a page out of sight goes on asking where it is to chime', async () => {
  const { page, server } = await visit({
    hello,
    files: { '_progress.json': progressJson() },
    before: async (page) => {
      await page.clock.install()
      await hideable(page)
    },
  })
  await sees(page, 'Writing scene 3')
  await page.getByRole('switch').click()
  const before = asked(server, '_progress.json').length
  await page.evaluate('window.show("hidden")')
  await until('the look back', () => asked(server, '_progress.json').length > before)
  const done = { reddit: 'done', director: 'done', production: 'running', assembly: 'pending' }
  server.files.set('_progress.json', progressJson({ phases: done, current_step: 'drawn while nobody looks' }))
  await page.clock.runFor(14_000)
  await until('the news', async () => (await page.getByText('drawn while nobody looks').count()) > 0)
  expect(server.streams()).toBe(0)
})

test('half-written JSON keeps the last good view and says since when, until it is whole again', async () => {
  const { page, server } = await visit({ hello, files: { '_progress.json': progressJson() } })
  await sees(page, 'Writing scene 3')
  change(server, '_progress.json', progressJson().slice(0, 80))
  await sees(page, /^_progress.json can't be read since \d\d:\d\d:\d\d; showing the last good state$/)
  expect(await page.getByText('Writing scene 3').first().isVisible()).toBe(true)
  expect(await badge(page).textContent()).toBe('Out of sight')
  server.emit('writer', { writer: 'gone' })
  change(server, '_progress.json', '')
  expect(await page.getByText(/heartbeat on time|is gone/).count()).toBe(0)
  server.emit('writer', { writer: 'present' })
  change(server, '_progress.json', progressJson({ current_step: 'whole again' }))
  await sees(page, 'whole again')
  expect(await badge(page).textContent()).toBe('Alive')
  expect(await page.locator('.notice').count()).toBe(0)
})

test('a file that was never whole is not taken for a story that has not begun', async () => {
  const { page } = await visit({ hello, files: { '_progress.json': '{"phases":' } })
  await sees(page, /^_progress.json can't be read since \d\d:\d\d:\d\d; nothing to show yet$/)
  expect(await page.getByText('Waiting for the story to begin').count()).toBe(0)
})

test('a change whose answer was lost on the way is asked for again', async () => {
  const { page, server } = await visit({ hello, files: { '_progress.json': progressJson() } })
  await sees(page, 'Writing scene 3')
  let lost = 0
  await page.route('**/_progress.json', (route) => {
    lost += 1
    return lost === 1 ? route.abort() : route.continue()
  })
  change(server, '_progress.json', progressJson({ current_step: 'found at last' }))
  await sees(page, 'found at last')
  expect(lost).toBe(2)
})

test('a file that goes missing, is refused or is too large is said in words', async () => {
  const { page, server } = await visit({ hello, files: { '_progress.json': progressJson() } })
  await sees(page, 'Writing scene 3')
  server.files.delete('_progress.json')
  server.emit('change', { file: '_progress.json' })
  await sees(page, /_progress.json is missing since/)
  expect(await badge(page).textContent()).toBe('Out of sight')
  server.files.set('_progress.json', 500)
  server.emit('change', { file: '_progress.json' })
  await sees(page, /the server answers 500 for _progress.json since/)
  server.files.set('_progress.json', 413)
  server.emit('change', { file: '_progress.json' })
  await sees(page, /_progress.json is larger than 32 MB, too large to show since/)
  change(server, '_progress.json', progressJson())
  await until('the notice to go', async () => (await page.locator('.notice').count()) === 0)
})

test('a body that grows past the limit is not read to its end', async () => {
  const { page, server } = await visit({ hello, files: { '_progress.json': progressJson() } })
  await sees(page, 'Writing scene 3')
  change(server, '_progress.json', ' '.repeat(33 * 1024 * 1024))
  await sees(page, /_progress.json is larger than 32 MB/)
})

test('a change that the server tells of is shown at once, and only its file is asked for', async () => {
  const { page, server } = await visit({ hello, files: { '_progress.json': progressJson() } })
  await sees(page, 'Writing scene 3')
  const before = server.requests.length
  change(server, '_progress.json', progressJson({ current_step: 'told of' }))
  await sees(page, 'told of')
  expect(server.requests.slice(before)).toEqual(['GET /_progress.json 200'])
})

test('when the stream is cut the page says so, polls, and is live again when it is back', async () => {
  const { page, server } = await visit({ hello, files: { '_progress.json': progressJson() } })
  await sees(page, 'Writing scene 3')
  server.allowStreams(false)
  await sees(page, /^The live stream is down since \d\d:\d\d:\d\d; asking every 2 s instead$/)
  server.files.set('_progress.json', progressJson({ current_step: 'found by polling' }))
  await sees(page, 'found by polling')
  server.allowStreams(true)
  await until('the stream', () => server.streams() === 1)
  await until('the notice to go', async () => (await page.locator('.notice').count()) === 0)
})

test('a server that is down leaves the story out of sight, neither alive nor stopped', async () => {
  const { page, server } = await visit({ hello, files: { '_progress.json': progressJson() } })
  await sees(page, 'Running')
  server.setDown(true)
  await sees(page, /^The server can't be reached since \d\d:\d\d:\d\d; trying again every 2 s$/)
  expect(await badge(page).textContent()).toBe('Out of sight')
  server.setDown(false)
  await until('life', async () => (await badge(page).textContent()) === 'Alive')
})

test("a reader's clock that is an hour wrong neither kills a story nor keeps a dead one alive", async () => {
  const { page, server } = await visit({
    hello: helloWith(['_progress.json']),
    before: async (page) => {
      await page.clock.install({ time: new Date(Date.now() + 3_600_000) })
    },
    files: { '_progress.json': progressJson({ heartbeat_seconds: 30 }) },
  })
  await sees(page, 'heartbeat on time')
  expect(await badge(page).textContent()).toBe('Alive')
  change(server, '_progress.json', progressJson({ heartbeat_seconds: 30, current_step: 'a next one' }))
  await sees(page, 'a next one')
  expect(await badge(page).textContent()).toBe('Alive')
})

test('a story whose heartbeat stopped before the page was opened is shown as stopped', async () => {
  const { page } = await visit({
    files: { '_progress.json': progressJson({ heartbeat_seconds: 5, updated_ts: secondsAgo(130) }) },
  })
  await sees(page, /no heartbeat for 2 min/)
  expect(await card(page, 'Director').getAttribute('data-status')).toBe('stopped')
})

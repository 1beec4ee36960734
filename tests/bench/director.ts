import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { drawScene } from '../../src/director/generate/draw.ts'
import { createDirector, type Director, openAccounts } from '../../src/director/index.ts'
import { addDecision, type NewDecision, openDatabase } from '../../src/director/store/index.ts'
import { contentHash, readStream } from '../../src/director/streams/index.ts'
import { launchBrowser } from '../support/browser.ts'
import { longestTask } from './longest-task.ts'
import { type Bench, type Row, share } from './row.ts'

const MANY = 1000
const PASSWORD = 'nine winters without light'
const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))

type Place = { folder: string; database: string }
type Visit = { director: Director; cookie: string }

/** The dashboard with a thousand streams, and with one of a thousand pictures. */
export const bench: Bench = {
  name: 'director',
  async run({ quick }): Promise<Row[]> {
    const folder = mkdtempSync(join(tmpdir(), 'story-monitor-bench-'))
    const place = { folder, database: join(folder, 'director.db') }
    try {
      writeLong(join(folder, 'one'))
      writeMany(join(folder, 'many'))
      const accounts = await openAccounts(place.database)
      await accounts.add({ name: 'iris', password: PASSWORD })
      accounts.close()
      await decide(place)
      return [
        ...(await withDirector(place, 'many', (visit) => list(visit, quick ? 15 : 60))),
        ...(await withDirector(place, 'one', (visit) => gallery(visit, quick ? 10 : 40))),
        await start(place, quick ? 3 : 9),
      ]
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

/** Every second stream with pictures is judged, and the story of each second of all. */
async function decide({ folder, database }: Place): Promise<void> {
  const root = join(folder, 'many')
  const db = await openDatabase(database)
  const add = (given: Pick<NewDecision, 'stream' | 'segment' | 'checkpoint' | 'fileHash' | 'sourceHash'>) =>
    addDecision(db, { ...given, verdict: 'approved', note: '', userId: 1 })
  try {
    db.transaction(() => {
      for (let index = 0; index < MANY; index += 2) {
        const stream = readStream(root, `stream-${index}`)
        const about = { stream: stream.name, segment: '', sourceHash: '' }
        add({ ...about, checkpoint: 'story', fileHash: stream.storyHash })
        for (const segment of stream.spec?.segments ?? []) {
          const file = stream.media('keyframe', segment)
          const fileHash = file && contentHash(stream.folder, file.path)
          if (fileHash === undefined) continue
          const sourceHash = segment.imageHash
          add({ ...about, segment: segment.key, checkpoint: 'keyframe', fileHash, sourceHash })
        }
      }
    })
  } finally {
    db.close()
  }
}

async function withDirector(
  { folder, database }: Place,
  streams: string,
  measure: (visit: Visit) => Promise<Row[]>,
): Promise<Row[]> {
  const director = await createDirector({ streams: join(folder, streams), database, port: 0 })
  try {
    const body = new URLSearchParams({ name: 'iris', password: PASSWORD })
    const headers = { origin: director.url }
    const answer = await fetch(`${director.url}/login`, { method: 'POST', body, headers, redirect: 'manual' })
    const cookie = answer.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ')
    return await measure({ director, cookie })
  } finally {
    await director.close()
  }
}

/** The first looks fill what is kept of each stream; then it is the page of every morning. */
async function list({ director, cookie }: Visit, rounds: number): Promise<Row[]> {
  const times = await timed(`${director.url}/`, cookie, rounds)
  return [row('list of 1,000 streams, half of the pictures judged, warm, p95', share(times, 0.95), 150)]
}

async function gallery({ director, cookie }: Visit, rounds: number): Promise<Row[]> {
  const page = `${director.url}/streams/long/keyframes`
  const times = await timed(page, cookie, rounds)
  const polls = await polling(`${page}/7/task`, cookie, 50, rounds)
  return [
    row('gallery of 1,000 pictures, server, p95', share(times, 0.95), 60),
    row('50 people polling a task, p99', share(polls, 0.99), 100),
    ...(await inBrowser(director, cookie)),
  ]
}

async function timed(url: string, cookie: string, rounds: number): Promise<number[]> {
  const ask = async () => {
    const begun = performance.now()
    const answer = await fetch(url, { headers: { cookie } })
    await answer.text()
    if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}`)
    return performance.now() - begun
  }
  for (let turn = 0; turn < 3; turn += 1) await ask()
  const times: number[] = []
  for (let turn = 0; turn < rounds; turn += 1) times.push(await ask())
  return times
}

/** Each asks every two seconds, as the page does, none at the same moment as another. */
async function polling(url: string, cookie: string, people: number, rounds: number): Promise<number[]> {
  const times: number[] = []
  const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
  await Promise.all(
    Array.from({ length: people }, async (_, person) => {
      await wait((person * 2000) / people)
      for (let turn = 0; turn < Math.ceil(rounds / 10); turn += 1) {
        const begun = performance.now()
        await (await fetch(url, { headers: { cookie } })).text()
        times.push(performance.now() - begun)
        await wait(2000)
      }
    }),
  )
  return times
}

async function inBrowser({ url }: Director, cookie: string): Promise<Row[]> {
  const browser = await launchBrowser()
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    const cookies = cookie.split('; ').map((pair) => pair.split('='))
    await context.addCookies(cookies.map(([name = '', value = '']) => ({ name, value, url })))
    const page = await context.newPage()
    await page.goto(`${url}/`)
    await page.goto(`${url}/streams/long/keyframes`)
    const first = await page.evaluate<number>(FIRST_PICTURE)
    let byClock = 0
    const longest = await longestTask(page, async () => {
      byClock = await page.evaluate<number>(SCROLL)
    })
    const visible = await approve(page)
    return [
      row('first picture visible in Chromium', first, 1000),
      {
        ...row('longest task while scrolling', longest, 50),
        measured: `${longest.toFixed(0)} ms on the processor (${byClock < 50 ? '< 50' : byClock.toFixed(0)} ms by the clock)`,
      },
      row('approve until visible', visible, 100),
    ]
  } finally {
    await browser.close()
  }
}

/** Runs in the page: when the first picture of the gallery was there, from the start of the navigation. */
const FIRST_PICTURE = `new Promise((resolve) => {
  const picture = document.querySelector('.gallery img')
  const done = () => picture.decode().then(() => requestAnimationFrame(() => resolve(performance.now())))
  const entry = () => performance.getEntriesByName(picture.currentSrc)[0]
  if (picture.complete && entry()) resolve(entry().responseEnd)
  else picture.addEventListener('load', done, { once: true })
})`

/** Runs in the page: scrolls through all of it, and tells the longest task on the way. */
const SCROLL = `new Promise((resolve) => {
  let longest = 0
  const seen = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) longest = Math.max(longest, entry.duration)
  })
  seen.observe({ type: 'longtask' })
  const step = () => {
    scrollBy(0, 240)
    if (scrollY + innerHeight < document.documentElement.scrollHeight - 2) requestAnimationFrame(step)
    else setTimeout(() => { seen.disconnect(); resolve(longest) }, 300)
  }
  requestAnimationFrame(step)
})`

async function approve(page: Page): Promise<number> {
  const times: number[] = []
  for (let turn = 0; turn < 9; turn += 1) times.push(await page.evaluate<number>(APPROVE))
  return share(times, 0.5)
}

/** Runs in the page: approves the first card that waits, and waits until the card says so. */
const APPROVE = `new Promise((resolve) => {
  const card = document.querySelector('article.waiting')
  card.scrollIntoView()
  requestAnimationFrame(() => {
    const begun = performance.now()
    const look = () => {
      const now = document.getElementById(card.id)
      if (now && now.classList.contains('approved')) requestAnimationFrame(() => resolve(performance.now() - begun))
      else requestAnimationFrame(look)
    }
    card.querySelector('button[value=approved]').click()
    look()
  })
})`

/** From the start of the process until the login page is whole. */
async function start({ folder, database }: Place, rounds: number): Promise<Row> {
  const times: number[] = []
  for (let turn = 0; turn < rounds; turn += 1) {
    const begun = performance.now()
    const args = ['director', 'serve', '--streams', join(folder, 'many'), '--db', database, '--port', '0']
    const child = spawn(process.execPath, [cli, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
      cwd: folder,
    })
    try {
      const [line] = await once(child.stdout, 'data')
      const url = /http:\S+/.exec(String(line))?.[0] ?? ''
      await (await fetch(`${url}/login`)).text()
      times.push(performance.now() - begun)
    } finally {
      child.kill()
      await once(child, 'exit')
    }
  }
  return row('start of director serve to the first page', share(times, 0.5), 700)
}

const row = (figure: string, ms: number, bar: number): Row => ({
  figure,
  bar: `≤ ${bar} ms`,
  measured: `${ms.toFixed(0)} ms`,
  met: ms <= bar,
})

const segments = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    id: index + 1,
    title: `Segment ${index + 1}`,
    image_prompt: `a lamp at dusk, number ${index + 1}, ink wash`,
    motion_prompt: 'slow push',
  }))

function write(folder: string, files: Record<string, object | Buffer>): void {
  mkdirSync(join(folder, 'keyframes'), { recursive: true })
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), Buffer.isBuffer(content) ? content : JSON.stringify(content))
  }
}

/** One film of a thousand segments, each with its own picture. */
function writeLong(root: string): void {
  const pictures = segments(1000).map(({ id, image_prompt }) => [
    `keyframes/segment_${id}.png`,
    // A few are drawn and the rest are told apart by their last bytes, which no decoder reads.
    Buffer.concat([drawnScene(image_prompt, id), Buffer.from(String(id))]),
  ])
  write(join(root, 'long'), {
    'input.json': { title: 'A long film', story: 'Once.' },
    'production.json': { segments: segments(1000) },
    ...Object.fromEntries(pictures),
  })
}

const drawn = new Map<number, Buffer>()
function drawnScene(prompt: string, id: number): Buffer {
  const known = drawn.get(id % 12) ?? drawScene(prompt, 'bench')
  drawn.set(id % 12, known)
  return known
}

/** A thousand streams: a third just come in, a third with a spec, a third with ten pictures each. */
function writeMany(root: string): void {
  const picture = drawScene('a lamp', 'bench')
  for (let index = 0; index < MANY; index += 1) {
    write(join(root, `stream-${index}`), {
      'input.json': { title: `Story number ${index}`, story: 'Once.\n\nTwice.' },
      ...(index % 3 === 0 ? {} : { 'production.json': { segments: segments(10) } }),
      ...(index % 3 === 2
        ? Object.fromEntries(segments(10).map(({ id }) => [`keyframes/segment_${id}.png`, picture]))
        : {}),
    })
  }
}

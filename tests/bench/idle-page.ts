import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Browser, CDPSession } from 'playwright-core'
import { ProgressTracker, SkeletonWriter } from '../../src/index.ts'
import { serve } from '../../src/server/index.ts'
import { launchBrowser } from '../support/browser.ts'
import type { Bench, Row } from './row.ts'

const TICKS_PER_SECOND = 100
/** Loading and the first drawing are not idleness. */
const SETTLE_MS = 5000
const HEAP_SLACK = 1.1

/** An open page on a story that is finished, and on one that runs: what it costs to leave it open. */
export const bench: Bench = {
  name: 'idle-page',
  async run({ minutes }): Promise<Row[]> {
    const folder = mkdtempSync(join(tmpdir(), 'story-monitor-bench-'))
    const finished = writeStory(join(folder, 'finished'))
    finished.complete()
    const running = writeStory(join(folder, 'running'))
    const server = await serve(folder, { port: 0 })
    const browsers: Browser[] = []
    try {
      const pages = []
      for (const story of ['finished', 'running']) {
        const page = await openPage(`${server.url.replace(/\/$/, '')}/${story}/progress_viewer.html`)
        browsers.push(page.browser)
        pages.push({ story, ...page })
      }
      return (await Promise.all(pages.map((page) => watch(page.story, page, minutes)))).flat()
    } finally {
      for (const browser of browsers) await browser.close()
      finished.close()
      running.close()
      await server.close()
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

function writeStory(folder: string): ProgressTracker {
  const tracker = new ProgressTracker(folder)
  tracker.ensureViewer()
  const skeleton = new SkeletonWriter(folder)
  skeleton.begin({ title: 'The Lamp', logline: 'A keeper waits.' })
  for (let chapter = 0; chapter < 5; chapter += 1) {
    const index = skeleton.addChapter({ title: `Night ${chapter + 1}` })
    for (let scene = 0; scene < 6; scene += 1) {
      const place = skeleton.addScene(index, { name: `Watch ${scene + 1}`, summary: 'The light turns.' })
      skeleton.addAsset(place, { type: 'text', status: 'generating', params: { prompt: 'the sea at night' } })
    }
  }
  skeleton.close()
  tracker.start('production', { step: 'drawing' })
  tracker.setPhaseProgress('production', 3, 30)
  return tracker
}

type Page = { browser: Browser; session: CDPSession; renderers: string[] }

async function openPage(url: string): Promise<Page> {
  const before = renderers()
  const browser = await launchBrowser()
  const page = await browser.newPage()
  await page.goto(url)
  await page.getByText('The Lamp').first().waitFor()
  const session = await page.context().newCDPSession(page)
  return { browser, session, renderers: renderers().filter((pid) => !before.includes(pid)) }
}

/** The renderer processes of this machine that this process has started, by way of its browsers. */
function renderers(): string[] {
  return readdirSync('/proc').filter(
    (pid) => /^\d+$/.test(pid) && fileOf(pid, 'cmdline').includes('--type=renderer') && isOurs(pid),
  )
}

function isOurs(pid: string): boolean {
  if (pid === String(process.pid)) return true
  const parent = /^PPid:\t(\d+)/m.exec(fileOf(pid, 'status'))?.[1] ?? '0'
  return parent !== '0' && isOurs(parent)
}

/** A process that ended meanwhile has no file and no time. */
function fileOf(pid: string, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8')
  } catch {
    return ''
  }
}

function cpuSeconds(pids: readonly string[]): number {
  const ticks = pids.map((pid) => {
    const fields = fileOf(pid, 'stat')
      .replace(/^.*\) /s, '')
      .split(' ')
    return Number(fields[11] ?? 0) + Number(fields[12] ?? 0)
  })
  return ticks.reduce((sum, count) => sum + count, 0) / TICKS_PER_SECOND
}

async function heapBytes(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage')
  return (await session.send('Runtime.getHeapUsage')).usedSize
}

async function watch(story: string, page: Page, minutes: number): Promise<Row[]> {
  await delay(SETTLE_MS)
  const heap = await heapBytes(page.session)
  const cpu = cpuSeconds(page.renderers)
  await delay(minutes * 60_000)
  const share = (cpuSeconds(page.renderers) - cpu) / (minutes * 60)
  const heapAfter = await heapBytes(page.session)
  const figure = `idle page on a ${story} story, ${minutes} min`
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(2)} MB`
  return [
    {
      figure: `${figure}: CPU`,
      bar: '≤ 1 %',
      measured: `${(share * 100).toFixed(2)} % in ${page.renderers.length} renderers`,
      met: share <= 0.01 && page.renderers.length > 0,
    },
    {
      figure: `${figure}: heap`,
      bar: 'flat (within a tenth)',
      measured: `${megabytes(heap)} → ${megabytes(heapAfter)}`,
      met: heapAfter <= heap * HEAP_SLACK,
    },
  ]
}

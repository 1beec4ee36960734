import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type LiveStatusFile, liveStatusSchema } from 'story-monitor/contract'
import { expect, test } from 'vitest'
import { ProductionMonitor, SEVEN_DAY_PILOT } from '../../src/index.ts'
import { temporaryFolder } from '../support/temporary.ts'

const minutes = Number(process.env['SOAK_MINUTES'] ?? 10)
const SEGMENT_MS = 40

test(`live monitoring in real time: ${minutes} minutes of segments with failures, retries and pauses`, async () => {
  const folder = temporaryFolder('soak')
  const count = Math.round((minutes * 60_000) / SEGMENT_MS)
  const looks: { status: LiveStatusFile; ageMs: number; bytes: number }[] = []
  const watching = new AbortController()
  const watch = (async () => {
    while (!watching.signal.aborted) {
      await wait(1000, undefined, { signal: watching.signal }).catch(() => {})
      const path = join(folder, 'LIVE_STATUS.json')
      const status = liveStatusSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
      const ageMs = Date.now() - Date.parse(status.updated_at)
      looks.push({ status, ageMs, bytes: statSync(path).size })
      if (looks.length % 60 === 30) writeFileSync(join(folder, 'PAUSE'), 'a look every minute')
      if (looks.length % 60 === 32) rmSync(join(folder, 'PAUSE'))
    }
  })()
  const criteria = SEVEN_DAY_PILOT.filter(({ metric }) => metric !== 'arcs_resolved_rate')
  const monitor = new ProductionMonitor(folder, { criteria, retry: { delaySeconds: 0.05 } })
  const summary = await monitor.run(
    Array.from({ length: count }, (_, index) => `s${index}`),
    async (_segment, { index, attempt, pausePoint }) => {
      await wait(SEGMENT_MS * (0.5 + Math.random()))
      await pausePoint()
      if (index % 50 === 49 && attempt < 3) throw new Error(`timeout after ${index} s`)
      return {
        metrics: { validation_passed: index % 100 !== 0, repetition_flagged: false, critical_violations: 0 },
      }
    },
  )
  watching.abort()
  await watch
  const memory = looks.map(({ status }) => status.resources.rss_bytes)
  const megabytes = (bytes: number) => Math.round(bytes / 1024 / 1024)
  const grown = megabytes((memory.at(-1) ?? 0) - (memory[Math.floor(memory.length / 4)] ?? 0))
  const figures = {
    segments: summary.segments,
    looks: looks.length,
    oldestStatusMs: Math.max(...looks.map(({ ageMs }) => ageMs)),
    largestStatusBytes: Math.max(...looks.map(({ bytes }) => bytes)),
    memoryGrownMb: grown,
  }
  console.log(figures)
  expect(summary).toMatchObject({ status: 'completed', segments: { total: count, completed: count } })
  expect(figures.oldestStatusMs).toBeLessThan(10_000)
  expect(figures.largestStatusBytes).toBeLessThan(16 * 1024)
  expect(figures.memoryGrownMb).toBeLessThan(50)
})

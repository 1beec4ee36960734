import { statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { ProductionMonitor } from '../../src/index.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { AT_ONCE, segments, statusIn } from './support/run-folder.ts'

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

test('the status tells the latest sixty segments and the throughput of the whole run, also after a restart', async () => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
  })
  try {
    const folder = temporaryFolder('production')
    const first = new ProductionMonitor(folder, { retry: { attempts: 1 } })
    const run = first.run(segments(200), async (_segment, { index }) => {
      await wait(index < 100 ? 10_000 : 20_000)
      if (index === 198) throw new Error('the last but one')
    })
    await vi.advanceTimersByTimeAsync(3_100_000)
    await run
    const { recent_segments: recent, segments_per_hour: rates = [] } = statusIn(folder)
    expect(recent?.seconds).toEqual(Array.from({ length: 60 }, () => 20))
    expect(recent?.outcomes.slice(-3)).toEqual(['completed', 'failed', 'completed'])
    expect(rates.length).toBeGreaterThan(30)
    expect(rates.length).toBeLessThanOrEqual(60)
    expect(rates[0]).toBe(360)
    expect(rates.at(-1)).toBe(180)
    await new ProductionMonitor(folder).run(segments(200), () => {})
    expect(statusIn(folder)).toMatchObject({ recent_segments: recent, segments_per_hour: rates })
  } finally {
    vi.useRealTimers()
  }
})

test('the status stays small however long errors and ids are', async () => {
  const folder = temporaryFolder('production')
  const ids = Array.from({ length: 300 }, (_, index) => `${index}${'ü'.repeat(400)}`)
  const retry = { attempts: 1, ...AT_ONCE }
  await new ProductionMonitor(folder, { retry, maxConsecutiveFailures: 1000 }).run(
    ids,
    (_segment, { index }) => {
      throw new Error(`${String.fromCharCode(97 + (index % 26)).repeat(20)} ${'€'.repeat(2000)}`)
    },
  )
  expect(statSync(join(folder, 'LIVE_STATUS.json')).size).toBeLessThanOrEqual(16 * 1024)
})

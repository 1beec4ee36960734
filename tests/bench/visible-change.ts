import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serve } from '../../src/server/index.ts'
import { launchBrowser } from '../support/browser.ts'
import { type Bench, median, type Row } from './row.ts'

const CHANGES = 40
const BAR_MS = 150

/** From the rename on disk until the new step is drawn in Chromium. */
export const bench: Bench = {
  name: 'visible-change',
  async run(): Promise<Row[]> {
    const folder = mkdtempSync(join(tmpdir(), 'story-monitor-bench-'))
    replaceStep(folder, 'step 0 of the bench')
    const server = await serve(folder, { port: 0 })
    const browser = await launchBrowser()
    try {
      const page = await browser.newPage()
      await page.goto(server.url)
      await page.getByText('step 0 of the bench').first().waitFor()
      const delays: number[] = []
      for (let number = 1; number <= CHANGES; number += 1) {
        const step = `step ${number} of the bench`
        const drawn = page.evaluate<number>(whenDrawn(step))
        // The page has to be waiting before the clock starts.
        await page.evaluate('new Promise((resolve) => setTimeout(resolve, 100))')
        const start = Date.now()
        replaceStep(folder, step)
        delays.push((await drawn) - start)
      }
      const typical = median(delays)
      return [
        {
          figure: `change on disk → visible in Chromium, ${CHANGES} changes`,
          bar: `median ≤ ${BAR_MS} ms`,
          measured: `median ${typical.toFixed(0)} ms (slowest ${Math.max(...delays)} ms)`,
          met: typical <= BAR_MS,
        },
      ]
    } finally {
      await browser.close()
      await server.close()
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

/** Runs in the page: the wall clock when a frame with this text has been drawn. */
const whenDrawn = (text: string) => `new Promise((resolve) => {
  const look = () =>
    document.body.innerText.includes(${JSON.stringify(text)})
      ? requestAnimationFrame(() => setTimeout(() => resolve(Date.now())))
      : requestAnimationFrame(look)
  look()
})`

function replaceStep(folder: string, step: string): void {
  const now = new Date().toISOString()
  const progress = {
    job_id: 'bench',
    workflow: 'story',
    updated_ts: now,
    current_step: step,
    phases: { reddit: 'done', director: 'running', production: 'pending', assembly: 'pending' },
    phase_order: ['reddit', 'director', 'production', 'assembly'],
    phase_times: { director: { started_ts: now } },
  }
  writeFileSync(join(folder, '.next'), JSON.stringify(progress))
  renameSync(join(folder, '.next'), join(folder, '_progress.json'))
}

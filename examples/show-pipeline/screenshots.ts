import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { phasesOf, TASKS_JSON_FILENAME } from 'story-monitor/contract'
import { serve } from 'story-monitor/server'
import { launchBrowser } from '../../tests/support/browser.ts'
import { encodePng } from '../story-pipeline/png.ts'
import { readBlueprint } from './blueprint.ts'
import { drawPortrait } from './portrait.ts'
import { smallScreenshot } from './small-screenshot.ts'

/*
 * Takes the pictures of this folder's README: the page of the show pending, active, failed and done, at the widths of a
 * phone and of a desk. Usage: npm run build && tsx examples/show-pipeline/screenshots.ts
 */
const WIDTHS = [390, 1280] as const
const STATES = ['pending', 'active', 'failed', 'done'] as const
type State = (typeof STATES)[number]

const pictures = fileURLToPath(new URL('screenshots/', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'show-screenshots-'))
const names = phasesOf('show').map((phase) => phase.name)
const { id: show, characters } = readBlueprint()
const now = Date.now()
const at = (secondsAgo: number) => new Date(now - secondsAgo * 1000).toISOString()

/** How many steps are done before the one that the picture is about. */
const REACHED: { [S in State]: number } = { pending: 0, active: 3, failed: 3, done: names.length }

function progressOf(state: State) {
  const reached = REACHED[state]
  const current = state === 'active' ? 'running' : state === 'failed' ? 'error' : 'pending'
  const statuses = names.map((_, index) =>
    index < reached ? 'done' : index === reached ? current : 'pending',
  )
  const timesOf = (index: number) =>
    index < reached
      ? { started_ts: at(95 - index * 11), finished_ts: at(85 - index * 11), duration_seconds: 10 }
      : { started_ts: at(60) }
  return {
    job_id: show,
    workflow: 'show',
    updated_ts: at(0),
    ...(state === 'pending' ? {} : { started_ts: at(95) }),
    ...(state === 'done' ? { finished_ts: at(0) } : {}),
    heartbeat_seconds: 3600,
    pid: process.pid,
    phase_order: names,
    phases: Object.fromEntries(names.map((name, index) => [name, statuses[index]])),
    phase_times: Object.fromEntries(
      names.flatMap((name, index) => (statuses[index] === 'pending' ? [] : [[name, timesOf(index)]])),
    ),
    ...(state === 'active'
      ? {
          current_step: 'Painting portraits',
          eta: {
            total: { seconds: 300, low_seconds: 245, high_seconds: 365 },
            past_error: 0.14,
            samples: 20,
          },
        }
      : {}),
    ...(state === 'failed' ? { error: '2 of 6 tasks of portrait failed: the light went out' } : {}),
  }
}

function tasksOf(state: State) {
  const steps = ['character-dossier', 'portrait', 'video'].filter(
    (step) => names.indexOf(step) <= REACHED[state],
  )
  return (state === 'pending' ? [] : steps).flatMap((type) => {
    const isCurrent = names.indexOf(type) === REACHED[state]
    return characters.map((character, index) => ({
      id: `${type}-${character.id}`,
      type,
      show_id: show,
      character_id: character.id,
      label: character.name,
      started_at: at(isCurrent ? 58 - index * 8 : 70),
      ...(isCurrent && index > 3
        ? state === 'active'
          ? { status: 'processing', progress: 30 + index * 8 }
          : { status: 'failed', error: `${character.name}: the light went out`, completed_at: at(5) }
        : {
            status: 'succeeded',
            completed_at: at(isCurrent ? 50 - index * 8 : 62),
            ...(type === 'portrait' ? { output_url: `${character.id}.png` } : {}),
          }),
    }))
  })
}

mkdirSync(pictures, { recursive: true })
for (const character of characters)
  writeFileSync(join(folder, `${character.id}.png`), encodePng(drawPortrait(character)))
const server = await serve(folder, { port: 0 })
const browser = await launchBrowser()
try {
  const unpacker = await browser.newPage()
  for (const state of STATES) {
    writeFileSync(join(folder, '_progress.json'), JSON.stringify(progressOf(state)))
    writeFileSync(join(folder, TASKS_JSON_FILENAME), JSON.stringify({ tasks: tasksOf(state) }))
    for (const width of WIDTHS) {
      const page = await browser.newPage({
        viewport: { width, height: width === 390 ? 844 : 900 },
        colorScheme: 'dark',
      })
      await page.goto(server.url)
      await page.getByText('Show Blueprint').first().waitFor()
      if (state === 'active') {
        await page.getByRole('button', { name: 'tasks of Portraits' }).click()
        await page.locator('.tk img').first().waitFor()
      }
      // On a phone the steps before the active one would leave no room for its tasks.
      const first = width === 390 && state === 'active' ? '.pl-step[data-state="active"]' : '.pl'
      await page.evaluate(`scrollBy(0, document.querySelector('${first}').getBoundingClientRect().top - 24)`)
      await page.waitForTimeout(700)
      await smallScreenshot(page, unpacker, join(pictures, `${state}-${width}.png`))
      await page.close()
    }
  }
} finally {
  await browser.close()
  await server.close()
  rmSync(folder, { recursive: true, force: true })
}
console.log(`The pictures are in ${pictures}`)

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../support/temporary.ts'
import { until } from '../support/until.ts'
import { builtPages } from './support/pages.ts'
import { progressJson } from './support/stories.ts'
import { startTestServer } from './support/test-server.ts'
import { badge, browserVisits, card, sees } from './support/visit.ts'

const visit = browserVisits()

/** The address of a plain server over the folder: Python's where there is Python, else the tests' own. */
async function plainServer(folder: string, files: { [name: string]: string }): Promise<string> {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  if (spawnSync('python3', ['--version']).status === 0) return pythonServer(folder)
  const server = await startTestServer()
  onTestFinished(() => server.close())
  for (const [name, text] of Object.entries(files)) server.files.set(name, text)
  return server.url
}

async function pythonServer(folder: string): Promise<string> {
  const child: ChildProcess = spawn('python3', ['-u', '-m', 'http.server', '0', '--bind', '127.0.0.1'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  let output = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  return until('the address of http.server', () => /\((http:\S+)\)/.exec(output)?.[1])
}

test('the page works from a plain file server, and says which file is missing', async () => {
  const { page } = await visit()
  const folder = temporaryFolder()
  const { viewer } = await builtPages()
  const url = await plainServer(folder, { 'progress_viewer.html': viewer })
  await page.goto(`${url}progress_viewer.html`)
  await sees(page, 'Waiting for the story to begin')
  await sees(page, '_progress.json')
})

test('from a plain file server the last of several quick writes is seen', async () => {
  const { page } = await visit()
  const folder = temporaryFolder()
  const { viewer } = await builtPages()
  const url = await plainServer(folder, {
    'progress_viewer.html': viewer,
    '_progress.json': progressJson({ current_step: 'write 0' }),
  })
  await page.goto(`${url}progress_viewer.html`)
  await sees(page, 'write 0')
  for (const round of [1, 2, 3]) {
    writeFileSync(join(folder, '_progress.json'), progressJson({ current_step: `write ${round}` }))
  }
  await sees(page, 'write 3')
})

const report = async (data: unknown): Promise<string> => {
  const { viewer } = await builtPages()
  const json = JSON.stringify(data).replaceAll('<', '\\u003c')
  return viewer.replace(
    '<!--REPORT-->',
    () => `<script type="application/json" id="story-data">${json}</script>`,
  )
}

test('a report opens from disk, asks nothing of anyone, and shows the story as it was', async () => {
  // In a page of its own: the one that a visit begins with may still be asking its server.
  const { page: first } = await visit()
  const page = await first.context().newPage()
  await first.close()
  const folder = temporaryFolder()
  const made = new Date(Date.now() - 86_400_000).toISOString()
  const path = join(folder, 'report.html')
  const progress = JSON.parse(progressJson({ updated_ts: made, heartbeat_seconds: 5 }))
  writeFileSync(
    path,
    await report({ progress, skeleton: null, tasks: null, writer: 'present', made_ts: made }),
  )
  const requests: string[] = []
  page.on('request', (request) => requests.push(request.url()))
  await page.goto(pathToFileURL(path).href)
  await sees(page, 'Report of')
  expect(await badge(page).textContent()).toBe('Alive')
  expect(await card(page, 'Director').getAttribute('data-status')).toBe('running')
  await sees(page, 'No skeleton yet.')
  expect(await page.getByText(/_director_progress|since|Reading/).count()).toBe(0)
  expect(requests.filter((url) => !url.startsWith('data:') && !url.startsWith('blob:'))).toEqual([
    pathToFileURL(path).href,
  ])
})

test('a report whose data is broken says so instead of showing nothing', async () => {
  const { page } = await visit()
  const folder = temporaryFolder()
  const { viewer } = await builtPages()
  const path = join(folder, 'report.html')
  const tag = '<script type="application/json" id="story-data">{"progress":</script>'
  writeFileSync(path, viewer.replace('<!--REPORT-->', tag))
  await page.goto(pathToFileURL(path).href)
  await sees(page, 'This report was made before the story had begun, or its data is damaged.')
})

test('a page opened from disk without data says what to run', async () => {
  const { page } = await visit()
  const folder = temporaryFolder()
  const { viewer } = await builtPages()
  writeFileSync(join(folder, 'progress_viewer.html'), viewer)
  await page.goto(pathToFileURL(join(folder, 'progress_viewer.html')).href)
  await sees(page, /run "story-monitor serve \." or "python3 -m http.server" in its folder/)
})

import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { ProgressTracker } from 'story-monitor'
import { expect, onTestFinished, test } from 'vitest'
import { runPipeline } from '../support/child.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { until } from '../support/until.ts'

type Told = {
  event: string
  phase?: string
  error?: string
  message: string
  deliveries: { by: string; ok: boolean }[]
}

const toldIn = (folder: string): Told[] =>
  readFileSync(join(folder, '_notifications.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line): Told => JSON.parse(line))

/** A webhook that keeps what it gets, or never answers. */
async function webhook(hangs = false): Promise<{ url: string; bodies: string[]; end: () => void }> {
  const bodies: string[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      bodies.push(body)
      if (!hangs) response.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const end = () => {
    server.close()
    server.closeAllConnections()
  }
  onTestFinished(end)
  const address = server.address()
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`, bodies, end }
}

const pipeline = (notify: object, body: string) =>
  `const tracker = new ProgressTracker(folder, { jobId: 'job-9', notify: ${JSON.stringify(notify)} })\n${body}`

test('a failed phase and the end of the story are told once each, with what failed', async () => {
  const folder = temporaryFolder()
  const hook = await webhook()
  const body = `tracker.start('reddit'); tracker.finish('reddit'); tracker.start('director')
    tracker.error('director', new Error('no plot')); tracker.start('director'); tracker.complete()`
  await runPipeline(folder, pipeline({ webhook: hook.url }, body)).ended
  await until('both events', () => hook.bodies.length === 2)
  const events = hook.bodies.map((text): Told => JSON.parse(text))
  const failed = { event: 'error', phase: 'director', error: 'no plot', job_id: 'job-9' }
  expect(events).toContainEqual(expect.objectContaining(failed))
  expect(events).toContainEqual(expect.objectContaining({ event: 'finished', story_path: folder }))
  await until('the record', () => toldIn(folder).length === 2)
  expect(toldIn(folder).map(({ deliveries }) => deliveries)).toEqual([
    [{ by: 'webhook', ok: true, detail: 'HTTP 200' }],
    [{ by: 'webhook', ok: true, detail: 'HTTP 200' }],
  ])
})

test('a pipeline that is killed is told by the watchdog that outlives it', async () => {
  const folder = temporaryFolder()
  const note = join(folder, 'note.json')
  const write = `require('fs').writeFileSync(process.argv[1], require('fs').readFileSync(0))`
  const command = [process.execPath, '-e', write, note]
  const child = runPipeline(
    folder,
    pipeline({ command }, `tracker.start('production'); setInterval(() => {}, 1000)`),
  )
  await until(
    'the phase',
    () => readFileSync(join(folder, '_phase_status.txt'), 'utf8') === 'phase=production\n',
  )
  child.process.kill('SIGKILL')
  const told = await until('the note', (): Told => JSON.parse(readFileSync(note, 'utf8')))
  expect(told).toMatchObject({ event: 'dead' })
  expect(told.message).toContain(String(child.pid))
  await until('the record', () => toldIn(folder).length === 1)
})

test('a webhook that hangs does not delay the pipeline', async () => {
  const folder = temporaryFolder()
  const hook = await webhook(true)
  const body = `tracker.start('reddit'); tracker.complete(); tracker.close()`
  expect(await runPipeline(folder, pipeline({ webhook: hook.url }, body)).ended).toBe(0)
  await until('the webhook to be asked', () => hook.bodies.length > 0)
  hook.end()
  await until('the record', () => toldIn(folder)[0]?.deliveries[0]?.ok === false)
})

test('a desktop message or a command that can not be given is written down', async () => {
  const folder = temporaryFolder()
  const notify = { desktop: true, command: ['/no/such/program'] }
  await runPipeline(
    folder,
    pipeline(notify, `process.env.PATH = '/nowhere'; tracker.start('reddit'); tracker.complete()`),
  ).ended
  const [told] = await until('the record', () => toldIn(folder))
  expect(told?.deliveries.map(({ by, ok }) => [by, ok])).toEqual([
    ['desktop', false],
    ['command', false],
  ])
})

for (const [notify, message] of [
  [{ webhook: 'ftp://x' }, /`notify.webhook`.*got "ftp:/],
  [{ desktop: 'yes' }, /`notify.desktop`/],
  [{ command: 'mail me' }, /`notify.command`.*array/],
  ['me', /`notify`/],
] as const) {
  test(`notify: ${JSON.stringify(notify)} is refused`, () => {
    expect(() => Reflect.construct(ProgressTracker, [temporaryFolder(), { notify }])).toThrow(message)
  })
}

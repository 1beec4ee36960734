import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { ProgressTracker, readLiveness } from 'story-monitor'
import { expect, onTestFinished, test } from 'vitest'
import { runPipeline } from '../support/child.ts'
import { progressIn } from '../support/story.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { until } from '../support/until.ts'

type Told = {
  event: string
  at: string
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

/**
 * A webhook that keeps what it gets, and never answers or answers with these one after the other, then 200. Below
 * `/redirect/307` it sends on to its root, with that status.
 */
async function webhook(
  hangs = false,
  statuses: number[] = [],
): Promise<{ url: string; bodies: string[]; end: () => void }> {
  const bodies: string[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      bodies.push(`${request.method === 'POST' ? '' : request.method}${body}`)
      const redirect = /^\/redirect\/(\d+)$/.exec(request.url ?? '')?.[1]
      response.statusCode = redirect === undefined ? (statuses.shift() ?? 200) : Number(redirect)
      if (redirect !== undefined) response.setHeader('location', '/')
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

test('an event has the time at which it happened', async () => {
  const folder = temporaryFolder()
  const hook = await webhook()
  const body = `tracker.start('reddit'); tracker.error('reddit', 'no'); setInterval(() => {}, 1000)`
  const child = runPipeline(folder, pipeline({ webhook: hook.url }, body))
  await until('the record', () => toldIn(folder).length === 1)
  child.process.kill('SIGKILL')
  await child.ended
  const told: Told = JSON.parse(hook.bodies[0] ?? '')
  const line = readFileSync(join(folder, '_history.jsonl'), 'utf8')
    .split('\n')
    .find((one) => one.includes('"error"'))
  expect(told.at).toBe(JSON.parse(line ?? '').ts)
})

test('a story that is completed with a failed phase has not finished, it has ended with failures', async () => {
  const folder = temporaryFolder()
  const hook = await webhook()
  const body = `tracker.start('reddit'); tracker.error('reddit', new Error('no post')); tracker.complete()`
  await runPipeline(folder, pipeline({ webhook: hook.url }, body)).ended
  await until('the record', () => toldIn(folder).length === 2)
  expect(readLiveness(folder).state).toBe('failed')
  expect(toldIn(folder).map(({ event, message }) => [event, message])).toEqual(
    expect.arrayContaining([
      ['error', 'Reddit failed: no post'],
      ['failed', 'The story finished with failures: Reddit: no post'],
    ]),
  )
})

test('two trackers of one story tell each event once, and each place is told', async () => {
  const folder = temporaryFolder()
  const [shared, own] = [await webhook(), await webhook()]
  const other = runPipeline(
    folder,
    pipeline({ webhook: own.url }, `tracker.start('production'); setInterval(() => {}, 1000)`),
  )
  const body = `const second = new ProgressTracker(folder, { jobId: 'job-9', notify: { webhook: '${shared.url}' } })
    tracker.start('reddit'); second.start('director'); tracker.error('reddit', 'no')
    second.error('director', 'neither'); setInterval(() => {}, 1000)`
  await until('the other', () => progressIn(folder).phases['production'] === 'running')
  const child = runPipeline(folder, pipeline({ webhook: shared.url }, body))
  await until('the events at both', () => shared.bodies.length === 2 && own.bodies.length === 2)
  other.process.kill('SIGKILL')
  child.process.kill('SIGKILL')
  await Promise.all([other.ended, child.ended])
  await until('word of the death at both', () => shared.bodies.length === 3 && own.bodies.length === 3)
  const eventsAt = ({ bodies }: { bodies: string[] }) =>
    bodies
      .map((text): Told => JSON.parse(text))
      .map(({ event, phase }) => [event, phase].join(' ').trim())
      .sort()
  expect(eventsAt(shared)).toEqual(['dead', 'error director', 'error reddit'])
  expect(eventsAt(own)).toEqual(eventsAt(shared))
  await until('every record', () => toldIn(folder).length === 6)
})

test('a death is told once, by whoever outlives the pipeline or by the one that comes after it', async () => {
  const folder = temporaryFolder()
  const hook = await webhook()
  const options = { webhook: hook.url }
  const child = runPipeline(folder, pipeline(options, `tracker.start('reddit'); setInterval(() => {}, 1000)`))
  await until('the phase', () => progressIn(folder).phases['reddit'] === 'running')
  child.process.kill('SIGKILL')
  await until('word of the death', () => toldIn(folder).length === 1)
  const body = `tracker.step('once more'); tracker.start('reddit'); tracker.finish('reddit'); tracker.complete()`
  await runPipeline(folder, pipeline(options, body)).ended
  await until('the end', () => toldIn(folder).some(({ event }) => event === 'finished'))
  expect(toldIn(folder).map(({ event }) => event)).toEqual(['dead', 'finished'])
})

test('the end of a run is told once, however often its history says it', async () => {
  const folder = temporaryFolder()
  const hook = await webhook()
  const body = `const { appendFileSync } = await import('node:fs')
    tracker.start('reddit'); tracker.complete()
    const again = { seq: 90, ts: new Date().toISOString(), kind: 'story', name: 'story', status: 'complete' }
    appendFileSync(folder + '/_history.jsonl', JSON.stringify(again) + '\\n')`
  await runPipeline(folder, pipeline({ webhook: hook.url }, body)).ended
  const claimed = () => readFileSync(join(folder, '.notifications-claimed.jsonl'), 'utf8')
  await until('the end', () => claimed().includes('end of the run'))
  await until('its record', () => toldIn(folder).length > 0)
  expect(toldIn(folder).map(({ event }) => event)).toEqual(['finished'])
})

test('a webhook that is not well for a moment is asked again, one that refuses is not', async () => {
  const folder = temporaryFolder()
  const [ill, refusing] = [await webhook(false, [500, 429]), await webhook(false, [403, 403])]
  const body = `tracker.start('reddit'); new ProgressTracker(folder, { notify: { webhook: '${refusing.url}' } }).finish('reddit'); tracker.complete()`
  await runPipeline(folder, pipeline({ webhook: ill.url }, body)).ended
  await until('both records', () => toldIn(folder).length === 2)
  const details = toldIn(folder).map(({ deliveries }) => deliveries[0])
  expect(details).toContainEqual({ by: 'webhook', ok: true, detail: 'HTTP 200' })
  expect(details).toContainEqual({ by: 'webhook', ok: false, detail: 'HTTP 403' })
  expect([ill.bodies.length, refusing.bodies.length]).toEqual([3, 1])
})

test('a redirect is followed only where the event stays whole, any other is a failed delivery', async () => {
  const folder = temporaryFolder()
  const hook = await webhook()
  const told: Record<number, unknown> = {}
  for (const status of [307, 302]) {
    const story = join(folder, String(status))
    const body = `tracker.start('reddit'); tracker.complete()`
    await runPipeline(story, pipeline({ webhook: `${hook.url}redirect/${status}` }, body)).ended
    await until('the record', () => toldIn(story).length === 1)
    told[status] = toldIn(story)[0]?.deliveries
  }
  expect(told).toEqual({
    307: [{ by: 'webhook', ok: true, detail: 'HTTP 200' }],
    302: [
      { by: 'webhook', ok: false, detail: expect.stringMatching(/^HTTP 302, a redirect that would lose/) },
    ],
  })
  const events = hook.bodies.map((text): Told => JSON.parse(text)).map(({ event }) => event)
  expect(events, 'asked, asked again at the new address, and asked once').toEqual(Array(3).fill('finished'))
})

test('a delivery that failed is told by one warning while the pipeline is there', async () => {
  const folder = temporaryFolder()
  const body = `tracker.start('reddit'); tracker.error('reddit', 'no'); tracker.start('director')
    setInterval(() => tracker.step('at work'), 50)`
  const notify = { command: ['/no/such/program'] }
  const code = pipeline(notify, body).replace('notify:', 'heartbeatSeconds: 0.5, notify:')
  const child = runPipeline(folder, code)
  const warned = () =>
    child.stderr().match(/the command was not told of "error": .*ENOENT.*_notifications\.jsonl/g)
  await until('the warning', () => warned() !== null)
  const beat = progressIn(folder).updated_ts
  await until(
    'some more beats',
    () => Date.parse(progressIn(folder).updated_ts ?? '') > Date.parse(beat ?? '') + 600,
  )
  expect(warned()).toHaveLength(1)
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
  [{ webhok: 'https://x.example' }, /`notify.webhok`.*webhook, desktop, command/],
  [{ command: 'mail me' }, /`notify.command`.*array/],
  [{ command: [''] }, /`notify.command\[0\]`.*not empty/],
  [{ command: ['mail', 1] }, /`notify.command\[1\]` to be a string, got 1/],
  [[], /`notify`.*got an array/],
  ['me', /`notify`/],
] as const) {
  test(`notify: ${JSON.stringify(notify)} is refused`, () => {
    expect(() => Reflect.construct(ProgressTracker, [temporaryFolder(), { notify }])).toThrow(message)
  })
}

import { mkdirSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../support/temporary.ts'
import { run } from '../support/terminal.ts'

function storyWith(progress: unknown): string {
  const folder = temporaryFolder()
  writeFileSync(join(folder, '_progress.json'), JSON.stringify(progress))
  return folder
}

const phases = ['reddit', 'director', 'production', 'assembly']
const story = {
  job_id: 'job-7',
  workflow: 'story',
  updated_ts: '2024-05-01T10:00:00Z',
  phase_order: phases,
  phases: { reddit: 'done', director: 'skipped', production: 'pending', assembly: 'pending' },
  phase_progress: { reddit: { complete: 4, total: 4 } },
  phase_times: { reddit: { started_ts: '2024-05-01T09:58:00Z', duration_seconds: 65 } },
  skip_reasons: { director: 'the plan is there' },
  current_step: 'resting',
}

test('says in words how far a story is', async () => {
  const answer = await run('status', storyWith(story))
  expect(answer).toMatchObject({ code: 0, err: '' })
  expect(answer.out.split('\n')).toEqual([
    'job-7  50 %',
    'idle: nothing is running; next: Production',
    expect.stringMatching(/^last sign of life 2024-0[45]-[0-9]{2} [0-9]{2}:[0-9]{2}$/),
    '',
    expect.stringMatching(/^✓ Reddit {6}━{24} {2}done, 4 of 4, 1:05$/),
    expect.stringMatching(/^- Director {4}━{24} {2}skipped, the plan is there$/),
    expect.stringMatching(/^· Production {2}─{24} {2}pending$/),
    expect.stringMatching(/^· Assembly {4}─{24} {2}pending$/),
    '',
    'last step: resting',
  ])
})

test('names the last word of this run that could not be delivered', async () => {
  const folder = storyWith({ ...story, started_ts: '2024-05-01T09:58:00Z' })
  const told = (at: string, event: string, ok: boolean, detail: string) =>
    JSON.stringify({ event, at, message: '', deliveries: [{ by: 'webhook', ok, detail }] })
  const record = (...lines: string[]) =>
    writeFileSync(join(folder, '_notifications.jsonl'), `${lines.join('\n')}\n`)
  record(told('2024-04-30T09:00:00Z', 'dead', false, 'HTTP 500'))
  expect((await run('status', folder)).out).not.toContain('notify')
  record(
    told('2024-05-01T09:58:30Z', 'stuck', false, 'HTTP 404'),
    told('2024-05-01T09:59:00Z', 'error', false, 'HTTP 302\u001b[31m, a redirect'),
    told('2024-05-01T09:59:30Z', 'failed', true, 'HTTP 200'),
  )
  const { code, out } = await run('status', folder)
  expect(code).toBe(0)
  expect(out.trimEnd().split('\n').at(-1)).toMatch(
    /^notify: the webhook was not told of "error": HTTP 302.*, a redirect \(see _notifications.jsonl\)$/,
  )
  expect(out).not.toContain('\u001b')
  expect(JSON.parse((await run('status', folder, '--json')).out)).toMatchObject({
    failed_delivery: { event: 'error', by: 'webhook', at: '2024-05-01T09:59:00.000Z' },
  })
})

test('what is read from a pipe is whole, however long its lines are', async () => {
  const step = `resting ${'and resting '.repeat(30)}at last`
  const { out } = await run('status', storyWith({ ...story, current_step: step }))
  expect(out).toContain(`last step: ${step}`)
})

test('--json gives the same as data', async () => {
  const folder = storyWith(story)
  const answer = await run('status', folder, '--json')
  expect(JSON.parse(answer.out)).toMatchObject({
    folder,
    state: 'idle',
    percent: 50,
    job_id: 'job-7',
    current_step: 'resting',
    phases: [
      { name: 'reddit', status: 'done', complete: 4, total: 4, duration_seconds: 65, percent: 100 },
      { name: 'director', status: 'skipped', skip_reason: 'the plan is there' },
      { name: 'production', status: 'pending', percent: 0 },
      { name: 'assembly', status: 'pending' },
    ],
  })
})

test('an empty folder waits, and says for what', async () => {
  const folder = temporaryFolder()
  const answer = await run('status', folder)
  expect(answer).toMatchObject({
    code: 0,
    out: expect.stringContaining(`there is no _progress.json in ${folder} yet`),
  })
})

test.each([
  ['half written', '{"phases": {'],
  ['empty', ''],
  ['a list', '[]'],
  ['not UTF-8', Buffer.from([0xff, 0xfe, 0x00])],
])('a file that is %s is a failure in words', async (_, content) => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, '_progress.json'), content)
  const answer = await run('status', folder)
  expect(answer.code).toBe(1)
  expect(answer.out).toContain(join(folder, '_progress.json'))
})

test('text from files can not steer the terminal', async () => {
  const evil = 'a\u001b[2J\u001b]0;title\u0007b\u202ec\rd\u0000e\u009b31mf'
  const folder = storyWith({
    ...story,
    job_id: evil,
    current_step: evil,
    error: evil,
    phase_order: [...phases, evil],
    phases: { ...story.phases, [evil]: evil },
    skip_reasons: { director: evil },
  })
  const { out } = await run('status', folder)
  for (const line of out.split('\n')) expect(line).not.toMatch(/[\p{Cc}\u202a-\u202e]/u)
  expect(out).toContain('abc d')
})

test('of ten thousand phases it shows those around the one that comes next', async () => {
  const names = Array.from({ length: 10_000 }, (_, index) => `scene-${index}`)
  const statuses = Object.fromEntries(names.map((name, index) => [name, index < 5000 ? 'done' : 'pending']))
  const { out } = await run('status', storyWith({ ...story, phase_order: names, phases: statuses }))
  const lines = out.split('\n')
  expect(lines.length).toBeLessThan(60)
  expect(out).toContain('Scene 5000')
  expect(out).toMatch(/… \d+ more before.*… \d+ more after/s)
})

test('words that the contract has not are shown as they are', async () => {
  const { out } = await run(
    'status',
    storyWith({ ...story, phases: { ...story.phases, assembly: 'marinating' } }),
  )
  expect(out).toMatch(/\? Assembly .*marinating/)
})

test('of a folder of stories each is listed, what waits for a person first', async () => {
  const folder = temporaryFolder('stories')
  const add = (name: string, file: string, value: unknown) => {
    mkdirSync(join(folder, name))
    writeFileSync(join(folder, name, file), typeof value === 'string' ? value : JSON.stringify(value))
  }
  const done = Object.fromEntries(phases.map((phase) => [phase, 'done']))
  add('over', '_progress.json', { ...story, phases: done, finished_ts: '2024-05-01T10:00:00Z' })
  add('resting', '_progress.json', story)
  add('held', 'LIVE_STATUS.json', {
    status: 'paused',
    pid: process.pid,
    host: hostname(),
    updated_at: new Date().toISOString(),
    progress_percent: 52.7,
    pause: { reason: 'a look at day two' },
  })
  add('pictures', 'card.png', '')
  const answer = await run('status', folder)
  expect(answer).toMatchObject({ code: 0, err: '' })
  const [head, ...rows] = answer.out.split('\n')
  expect(head).toMatch(/^STORY +STATE +% +LAST SIGN +WHY$/)
  expect(rows).toEqual([
    expect.stringMatching(/^held +paused +52 +.* ago +a look at day two$/),
    expect.stringMatching(/^resting +idle +50 +.* ago +nothing is running; next: Production$/),
    expect.stringMatching(/^over +finished +100 +.* ago +/),
  ])
  const { stories } = JSON.parse((await run('status', folder, '--json')).out)
  expect(stories).toMatchObject([
    { name: 'held', state: 'paused', percent: 52, reason: 'a look at day two' },
    { name: 'resting', state: 'idle', percent: 50, updated_ts: '2024-05-01T10:00:00.000Z' },
    { name: 'over', state: 'finished', percent: 100 },
  ])
})

test('a story of the list that cannot be read says why, and the exit code is 1', async () => {
  const folder = temporaryFolder('stories')
  mkdirSync(join(folder, 'half'))
  writeFileSync(join(folder, 'half', '_progress.json'), '{"job_id":')
  const answer = await run('status', folder)
  expect(answer.code).toBe(1)
  expect(answer.out).toMatch(/half +unseen +- +- +.*half\/_progress.json is not readable JSON/)
})

test('a count above its total is said below the story', async () => {
  const counts = { reddit: { complete: 9, total: 7 } }
  const answer = await run('status', storyWith({ ...story, phase_progress: counts }))
  expect(answer.out).toContain('done, 9 of 9')
  expect(answer.out).toContain('_progress.json: phase "reddit" counts 9 of 7, shown as 9 of 9')
})

import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type HostWarning, ProgressTracker, readStory, SkeletonWriter } from 'story-monitor'
import { expect, test } from 'vitest'
import { progressIn, skeletonIn } from '../support/story.ts'
import { temporaryFolder } from '../support/temporary.ts'

function observed(folder: string): { tracker: ProgressTracker; warnings: HostWarning[] } {
  const warnings: HostWarning[] = []
  return {
    tracker: new ProgressTracker(folder, { onWarning: (warning) => warnings.push(warning) }),
    warnings,
  }
}

function wholeLife(tracker: ProgressTracker): void {
  tracker.ensureViewer()
  tracker.start('reddit', { step: 'one' })
  tracker.setPhaseProgress('reddit', 1, 2)
  tracker.step('two')
  tracker.finish('reddit')
  tracker.skip('director', 'given')
  tracker.error('production', new Error('no'))
  tracker.complete()
  tracker.close()
}

test('a story folder that is a file: one warning of a kind, no exception', () => {
  const path = join(temporaryFolder(), 'story.txt')
  writeFileSync(path, 'once upon a time')
  const { tracker, warnings } = observed(path)
  wholeLife(tracker)
  expect(warnings.length).toBeGreaterThan(0)
  expect(new Set(warnings.map((warning) => warning.message)).size).toBe(warnings.length)
  expect(warnings[0]).toMatchObject({ code: 'NOT_A_FOLDER', folder: path })
  expect(readFileSync(path, 'utf8')).toBe('once upon a time')
})

test('a folder that nobody can write to: warnings, no exception', () => {
  const { tracker, warnings } = observed('/proc/story')
  wholeLife(tracker)
  expect(warnings.some((warning) => warning.code === 'WRITE_FAILED')).toBe(true)
})

test('a folder that vanishes and comes back: one warning, then everything is there again', () => {
  const folder = temporaryFolder()
  const { tracker, warnings } = observed(folder)
  tracker.start('reddit')
  rmSync(folder, { recursive: true })
  tracker.finish('reddit')
  tracker.start('director')
  tracker.setPhaseProgress('director', 3, 4)
  expect(warnings).toHaveLength(1)
  mkdirSync(folder)
  tracker.step('back again')
  tracker.finish('director')
  expect(progressIn(folder)).toMatchObject({
    phases: { reddit: 'done', director: 'done' },
    phase_progress: { director: { complete: 3, total: 4 } },
  })
  expect(warnings).toHaveLength(1)
  rmSync(folder, { recursive: true })
  tracker.start('production')
  expect(warnings).toHaveLength(2)
  tracker.close()
})

const broken: [string, string | Buffer][] = [
  ['empty', ''],
  ['truncated', '{"phases": {"reddit": "do'],
  ['no object', '[1, 2, 3]'],
  ['not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])],
  ['full of NUL bytes', Buffer.alloc(100)],
  ['nested 100,000 deep', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
]
for (const [kind, content] of broken) {
  test(`a _progress.json that is ${kind} is set aside with a warning and written anew`, () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, '_progress.json'), content)
    expect(readStory(folder).problem).toBeDefined()
    const { tracker, warnings } = observed(folder)
    tracker.start('reddit')
    tracker.close()
    expect(progressIn(folder).phases['reddit']).toBe('running')
    expect(warnings.map((warning) => warning.code)).toEqual(['MALFORMED'])
    expect(readFileSync(join(folder, '_progress.json.unreadable'))).toEqual(Buffer.from(content))
  })
}

test('a key of somebody else that is nested too deep to be written is left out, told once, and kept in a copy', () => {
  const folder = temporaryFolder()
  const path = join(folder, '_progress.json')
  const deep = `{"phases":{"reddit":"running"},"theirs":${'['.repeat(100_000)}${']'.repeat(100_000)}}`
  writeFileSync(path, deep)
  const { tracker, warnings } = observed(folder)
  tracker.start('reddit')
  tracker.setPhaseProgress('reddit', 1, 2)
  tracker.finish('reddit')
  tracker.complete()
  tracker.close()
  expect(warnings.map((warning) => warning.code)).toEqual(['MALFORMED'])
  expect(warnings[0]?.message).toContain('The key "theirs"')
  expect(readFileSync(`${path}.unreadable`, 'utf8')).toBe(deep)
  expect(progressIn(folder).phases['reddit']).toBe('done')
})

test('wrong types inside the file are passed over', () => {
  const folder = temporaryFolder()
  const wrong = {
    job_id: 7,
    workflow: [],
    phases: 'all',
    phase_order: { a: 1 },
    phase_times: 3,
    history_seq: 'x',
  }
  writeFileSync(join(folder, '_progress.json'), JSON.stringify({ ...wrong, phase_progress: null }))
  const { tracker, warnings } = observed(folder)
  tracker.start('reddit')
  tracker.setPhaseProgress('reddit', 1, 2)
  tracker.finish('reddit')
  tracker.close()
  expect(progressIn(folder)).toMatchObject({ phases: { reddit: 'done' } })
  expect(warnings).toEqual([])
})

test('what is thrown can be anything', () => {
  const hostile = {
    toString() {
      throw new Error('no words')
    },
  }
  const circular: { self?: unknown } = {}
  circular.self = circular
  for (const thrown of [
    undefined,
    null,
    0,
    'text',
    circular,
    hostile,
    Symbol('x'),
    new Error(''),
    'x'.repeat(1e6),
  ]) {
    const folder = temporaryFolder()
    using tracker = new ProgressTracker(folder)
    tracker.error('reddit', thrown)
    expect(progressIn(folder).phases['reddit']).toBe('error')
    expect(String(progressIn(folder).error).length).toBeLessThanOrEqual(10_000)
  }
})

test('parameters that are no JSON cost only themselves', () => {
  const folder = temporaryFolder()
  const warnings: HostWarning[] = []
  const skeleton = new SkeletonWriter(folder, { onWarning: (warning) => warnings.push(warning) })
  const params: { [key: string]: unknown } = {}
  params['self'] = params
  skeleton.begin({ title: 'A' })
  skeleton.addAsset({}, { name: 'card', type: 'image', params })
  skeleton.addAsset({}, { name: 'film', type: 'video', params: { frames: 10n } })
  skeleton.addChapter({ title: 'One' })
  skeleton.close()
  expect(skeletonIn(folder)).toMatchObject({
    story_assets: [{ asset_name: 'card' }, { asset_name: 'film' }],
    chapters: [{ title: 'One' }],
  })
  expect(warnings.map(({ code, message }) => [code, message.includes('left out')])).toEqual([
    ['INVALID_ARGUMENT', true],
    ['INVALID_ARGUMENT', true],
  ])
})

test.each(['_progress.json', '_director_progress.json'])('a FIFO in the place of %s is replaced', (name) => {
  const folder = temporaryFolder()
  execFileSync('mkfifo', [join(folder, name)])
  const { tracker, warnings } = observed(folder)
  tracker.start('reddit')
  tracker.close()
  const skeleton = new SkeletonWriter(folder, { onWarning: (warning) => warnings.push(warning) })
  skeleton.begin({ title: 'A' })
  skeleton.close()
  expect(progressIn(folder).phases['reddit']).toBe('running')
  expect(skeletonIn(folder).title).toBe('A')
  expect(warnings.map((warning) => warning.code)).toEqual(['MALFORMED'])
})

test('a lock that a live process holds costs one wait, and no more', () => {
  const folder = temporaryFolder()
  const { tracker, warnings } = observed(folder)
  tracker.start('reddit')
  // Somebody else's plain file: it names no holder, so nobody can tell that it is dead.
  writeFileSync(join(folder, '_progress.json.lock'), '')
  const begun = performance.now()
  for (let scene = 1; scene <= 30; scene += 1) tracker.start('director')
  expect(performance.now() - begun).toBeLessThan(30_000)
  expect(warnings.map((warning) => warning.code)).toEqual(['LOCKED'])
  rmSync(join(folder, '_progress.json.lock'))
  tracker.finish('director')
  tracker.close()
  expect(progressIn(folder).phases).toMatchObject({ reddit: 'running', director: 'done' })
})

test('texts that nobody would read on are cut', () => {
  const folder = temporaryFolder()
  using tracker = new ProgressTracker(folder)
  tracker.skip('reddit', 'y'.repeat(1e6))
  tracker.start('director', { step: 's'.repeat(1e6) })
  expect(progressIn(folder).skip_reasons?.['reddit']).toHaveLength(10_000)
  expect(progressIn(folder).current_step).toHaveLength(10_000)
})

test('a listener that throws does not reach the pipeline', () => {
  const tracker = new ProgressTracker('/proc/story', {
    onWarning: () => {
      throw new Error('listener')
    },
  })
  expect(() => wholeLife(tracker)).not.toThrow()
})

const wrongCalls: [string, (tracker: ProgressTracker) => unknown, RegExp][] = [
  [
    'an empty phase',
    (tracker) => tracker.start('  '),
    /`phase` to be a string that is not empty, got " {2}"/,
  ],
  ['a phase of the wrong type', (tracker) => Reflect.apply(tracker.start, tracker, [7]), /`phase`.*got 7/],
  ['a count that is no number', (tracker) => tracker.setPhaseProgress('a', Number.NaN, 1), /`complete`.*NaN/],
  ['a negative total', (tracker) => tracker.setPhaseProgress('a', 1, -1), /`total`.*-1/],
  ['a step of the wrong type', (tracker) => Reflect.apply(tracker.step, tracker, [null]), /`step`.*null/],
]
for (const [kind, call, message] of wrongCalls) {
  test(`${kind} throws at once and names what was expected`, () => {
    using tracker = new ProgressTracker(temporaryFolder())
    expect(() => call(tracker)).toThrow(message)
  })
}

const wrongOptions: [object, RegExp][] = [
  [{ heartbeatSeconds: 0 }, /`heartbeatSeconds`.*above 0 and at most 30, got 0/],
  [{ heartbeatSeconds: 31 }, /`heartbeatSeconds`/],
  [{ phaseNames: 'reddit' }, /`phaseNames`.*got "reddit"/],
  [{ phaseNames: ['a', 'a'] }, /`phaseNames`.*doubles, got "a"/],
  [{ phaseNames: [{ label: 'x' }] }, /`phaseNames\[0\]`/],
  [{ workflow: 7 }, /`workflow`/],
  [{ jobId: {} }, /`jobId`/],
  [{ sound: 'yes' }, /`sound`/],
  [{ onWarning: 'log' }, /`onWarning`/],
  [{ ownerPid: -1 }, /`ownerPid`/],
]
for (const [options, message] of wrongOptions) {
  test(`the option ${JSON.stringify(options)} is refused`, () => {
    expect(() => Reflect.construct(ProgressTracker, [temporaryFolder(), options])).toThrow(message)
  })
}

test('a name that is nearly that of a phase brings one warning; one of its own or with another number brings none', async () => {
  const { tracker, warnings } = observed(temporaryFolder())
  tracker.start('reddit')
  tracker.start('preview-cut')
  tracker.start('preview-cut-2')
  expect(warnings).toEqual([])
  await tracker.mapTasks('directr', ['a'], () => 1)
  tracker.setPhaseProgress('directr', 1, 1)
  expect(warnings).toMatchObject([
    { code: 'NOT_FOUND', message: expect.stringMatching(/no phase "directr".*Did you mean "director"\?/) },
  ])
  tracker.finish('prodution')
  expect(warnings.map(({ message }) => message)).toHaveLength(2)
  tracker.close()
})

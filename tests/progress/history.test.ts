import { appendFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ProgressTracker } from 'story-monitor'
import { historyLineSchema } from 'story-monitor/contract'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../support/temporary.ts'

const linesIn = (folder: string) =>
  readFileSync(join(folder, '_history.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => historyLineSchema.parse(JSON.parse(line)))

test('each transition is one line with the next number', () => {
  const folder = temporaryFolder()
  const tracker = new ProgressTracker(folder, { workflow: 'story' })
  tracker.start('reddit')
  tracker.finish('reddit')
  tracker.skip('director', 'given')
  tracker.error('production', new Error('no GPU'))
  tracker.complete()
  tracker.close()
  expect(
    linesIn(folder).map(({ seq, kind, name, status, reason }) => [seq, kind, name, status, reason]),
  ).toEqual([
    [1, 'phase', 'reddit', 'running', undefined],
    [2, 'phase', 'reddit', 'done', undefined],
    [3, 'phase', 'director', 'skipped', 'given'],
    [4, 'phase', 'production', 'error', 'no GPU'],
    [5, 'phase', 'assembly', 'skipped', undefined],
    [6, 'story', 'story', 'failed', undefined],
  ])
})

test('a torn last line stays alone, and the numbers go on', () => {
  const folder = temporaryFolder()
  const first = new ProgressTracker(folder)
  first.start('reddit')
  first.close()
  appendFileSync(join(folder, '_history.jsonl'), '{"seq":99,"ts":"20')
  const second = new ProgressTracker(folder)
  second.finish('reddit')
  second.close()
  const lines = readFileSync(join(folder, '_history.jsonl'), 'utf8').trimEnd().split('\n')
  expect(lines).toHaveLength(3)
  expect(historyLineSchema.parse(JSON.parse(lines[2] ?? '')).seq).toBe(2)
})

test('past 5 MB the history moves aside once, and the numbers go on', () => {
  const folder = temporaryFolder()
  const line = JSON.stringify({
    seq: 1,
    ts: '2026-01-01T00:00:00Z',
    kind: 'phase',
    name: 'x'.repeat(80),
    status: 'done',
  })
  writeFileSync(join(folder, '_history.jsonl'), `${line}\n`.repeat(Math.ceil(5_300_000 / line.length)))
  const tracker = new ProgressTracker(folder)
  tracker.start('reddit')
  tracker.finish('reddit')
  tracker.close()
  expect(statSync(join(folder, '_history.jsonl.1')).size).toBeGreaterThan(5_000_000)
  expect(existsSync(join(folder, '_history.jsonl'))).toBe(true)
  expect(linesIn(folder).map((entry) => entry.seq)).toEqual([3])
})

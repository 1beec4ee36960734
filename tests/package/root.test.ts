import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const dist = fileURLToPath(new URL('../../dist', import.meta.url))

/** What the built file loads, chunk by chunk, as far as plain imports lead. */
function reached(entry: string, seen = new Set<string>()): Set<string> {
  if (seen.has(entry)) return seen
  seen.add(entry)
  const text = readFileSync(join(dist, entry), 'utf8')
  for (const [, specifier = ''] of text.matchAll(/^(?:import|export)[^'"]*?['"]([^'"]+)['"]/gm)) {
    if (specifier.startsWith('./')) reached(specifier.slice(2), seen)
    else seen.add(specifier)
  }
  return seen
}

test('the root loads nothing but Node itself', () => {
  const foreign = [...reached('index.js')].filter((name) => !name.endsWith('.js') && !isBuiltin(name))
  expect(foreign).toEqual([])
})

test('importing the root writes nothing, prints nothing and keeps nothing open', () => {
  const cwd = fileURLToPath(new URL('../fixtures', import.meta.url))
  const before = readdirSync(cwd)
  const script = `await import(${JSON.stringify(join(dist, 'index.js'))})`
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], { cwd, encoding: 'utf8' })
  expect(run).toMatchObject({ status: 0, stdout: '', stderr: '' })
  expect(readdirSync(cwd)).toEqual(before)
})

test('the root offers what the contract names', async () => {
  const root: object = await import('story-monitor')
  expect(Object.keys(root)).toEqual(
    expect.arrayContaining([
      'DEFAULT_PHASE_ORDER',
      'PHASE_STATUS_FILENAME',
      'PROGRESS_JSON_FILENAME',
      'ProductionMonitor',
      'ProgressTracker',
      'SkeletonWriter',
      'StoryMonitorError',
      'VIEWER_HTML_FILENAME',
      'checkStale',
      'readLiveness',
      'writeProgressError',
    ]),
  )
})

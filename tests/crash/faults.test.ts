import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { isDictionary } from '../../src/contract/index.ts'
import { readJsonLines, sweepOrphans } from '../../src/files/index.ts'
import { ProgressTracker, readStory } from '../../src/index.ts'
import { childProgram } from '../support/child-program.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { callsBetweenMarks, type Fault, runWithFault } from './support/strace.ts'

const FAULTS: readonly Fault[] = ['EIO', 'ENOSPC', 'EACCES', 'SIGKILL']

const temporaries = (folder: string) => readdirSync(folder).filter((name) => name.endsWith('.tmp'))

describe('one file', () => {
  const OLD = 'the old text, '.repeat(100)
  const NEW = 'the new one, '.repeat(3000)
  let program: string

  beforeAll(async () => {
    program = await childProgram('tests/crash/children/write-once.ts')
  })

  function prepare() {
    const folder = temporaryFolder('fault')
    const path = join(folder, 'state.json')
    writeFileSync(path, OLD)
    return { folder, args: [path, NEW] }
  }

  test('is written by one openat, one write, one fsync and one rename', () => {
    const { folder, args } = prepare()
    const calls = callsBetweenMarks(program, args, folder).map((point) => point.call.replace(/at2?$/, ''))
    expect(calls).toEqual(['open', 'write', 'fsync', 'rename'])
  })

  test.each(FAULTS)('is the old one or the new one after %s at each call', (fault) => {
    const dry = prepare()
    const points = callsBetweenMarks(program, dry.args, dry.folder)
    for (const index of points.keys()) {
      const run = runWithFault(program, prepare, points, index, fault)
      const text = readFileSync(join(run.folder, 'state.json'), 'utf8')
      const where = `${fault} at ${run.point.call}`
      if (fault === 'SIGKILL') {
        expect(text === OLD || text === NEW, where).toBe(true)
        sweepOrphans(run.folder)
      } else {
        expect(run.output, where).toBe('WRITE_FAILED')
        expect(text === OLD, where).toBe(true)
      }
      expect(temporaries(run.folder), where).toEqual([])
    }
  })
})

describe('a story', () => {
  let program: string

  beforeAll(async () => {
    program = await childProgram('tests/crash/children/start-phase.ts')
  })

  /** A story whose first phase is done, and whose second will be started. */
  function prepare() {
    const folder = temporaryFolder('fault-story')
    const tracker = new ProgressTracker(folder)
    tracker.start('reddit')
    tracker.finish('reddit')
    tracker.close()
    return { folder, args: [folder] }
  }

  const statusOf = (folder: string, name: string) => {
    const { progress, problem } = readStory(folder)
    expect(problem).toBeUndefined()
    return progress?.phases.find((phase) => phase.name === name)?.status
  }

  /** Whatever came between: every file is one that somebody wrote whole. */
  function checkFiles(folder: string, where: string): void {
    expect(statusOf(folder, 'reddit'), where).toBe('done')
    expect(readFileSync(join(folder, '_phase_status.txt'), 'utf8'), where).toMatch(
      /^phase=(reddit|director)\n$/,
    )
    expect(existsSync(join(folder, '_progress.json.unreadable')), where).toBe(false)
  }

  test.each(FAULTS)('goes on after %s at each call that starts a phase', (fault) => {
    const dry = prepare()
    const points = callsBetweenMarks(program, dry.args, dry.folder)
    expect(points.length).toBeGreaterThan(8)
    for (const index of points.keys()) {
      const run = runWithFault(program, prepare, points, index, fault)
      const where = `${fault} at ${run.point.call}, call ${index} of ${points.length}`
      checkFiles(run.folder, where)
      if (fault === 'SIGKILL') checkAfterKill(run.folder, where)
      else checkAfterError(run.folder, run.output, where)
      expect(temporaries(run.folder), where).toEqual([])
    }
  })

  /** The host is told at most once, is never thrown at, and what could not be written comes with the next write. */
  function checkAfterError(folder: string, warnings: string, where: string): void {
    expect(['', 'WRITE_FAILED', 'NOT_FOUND'], where).toContain(warnings)
    expect(statusOf(folder, 'director'), where).toBe('done')
    expect(historyOf(folder), where).toEqual([
      'reddit running',
      'reddit done',
      'director running',
      'director done',
    ])
  }

  function checkAfterKill(folder: string, where: string): void {
    expect(['pending', 'running'], where).toContain(statusOf(folder, 'director'))
    const next = new ProgressTracker(folder, { onWarning: () => {} })
    next.start('production')
    next.complete()
    next.close()
    expect(['error', 'skipped'], where).toContain(statusOf(folder, 'director'))
  }

  const historyOf = (folder: string) =>
    readJsonLines(join(folder, '_history.jsonl')).values.map((line) =>
      isDictionary(line) ? `${line['name']} ${line['status']}` : 'no line',
    )
})

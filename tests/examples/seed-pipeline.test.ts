import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runTypeScript } from '../support/example.ts'
import { temporaryFolder } from '../support/temporary.ts'

test('the smallest pipeline runs as it stands and leaves the three files of a finished story', () => {
  const folder = temporaryFolder('seed')
  expect(runTypeScript('examples/seed-pipeline/main.ts', folder)).toEqual({
    status: 0,
    stdout: '',
    stderr: '',
  })
  const progress = JSON.parse(readFileSync(join(folder, '_progress.json'), 'utf8'))
  expect(progress).toMatchObject({
    job_id: 'job-1',
    workflow: 'two_girl_reddit',
    phases: { reddit: 'done', director: 'done', production: 'skipped', assembly: 'skipped' },
    phase_order: ['reddit', 'director', 'production', 'assembly'],
  })
  expect(readFileSync(join(folder, '_phase_status.txt'), 'utf8').trim()).toBe('phase=complete')
  expect(existsSync(join(folder, 'progress_viewer.html'))).toBe(true)
})

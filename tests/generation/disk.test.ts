import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { childProgram } from '../support/child-program.ts'
import { aWorkspace, SCENE } from './support/workspace.ts'

const CHILD = 'tests/generation/children/change-scene.ts'

test('a workspace that may not be written says so, and can still be read', async () => {
  const program = await childProgram(CHILD)
  const { project, workspace, text, completedUpTo } = aWorkspace()
  completedUpTo(1)
  const before = text()
  chmodSync(project, 0o755)
  chmodSync(workspace, 0o555)
  onTestFinished(() => chmodSync(workspace, 0o755))
  const told = JSON.parse(
    execFileSync(process.execPath, [program, workspace, SCENE, 'a', 'nobody'], { encoding: 'utf8' }),
  )
  expect(told.change).toMatchObject({
    code: 'WRITE_FAILED',
    message: expect.stringContaining('permission denied'),
  })
  expect(told.start).toMatchObject({ code: 'WRITE_FAILED' })
  expect(told.status).toBe(true)
  expect(text()).toBe(before)
})

/** Two ways to run out of room: a full disk where this user may mount one, and a limit on file sizes anywhere. */
test.each([
  { way: 'a limit on the size of files', limit: 'ulimit -f 64', mounted: false, reason: /EFBIG|bigger than/ },
  ...(mayMount()
    ? [{ way: 'a full disk', limit: 'true', mounted: true, reason: /the disk is full \(ENOSPC\)/ }]
    : []),
])(
  '$way: the call says so, the old state stays whole and no temp file is left',
  async ({ limit, mounted, reason }) => {
    const program = await childProgram(CHILD)
    const { workspace, text, completedUpTo } = aWorkspace()
    mkdirSync(workspace, { recursive: true })
    if (mounted) mountSmall(workspace)
    completedUpTo(1)
    const before = text()
    const command = `${limit}; exec "$0" "$@"`
    const told = JSON.parse(
      execFileSync('bash', ['-c', command, process.execPath, program, workspace, SCENE], {
        encoding: 'utf8',
      }),
    )
    expect(told.change).toMatchObject({ code: 'WRITE_FAILED', message: expect.stringMatching(reason) })
    expect(told.start).toMatchObject({ code: 'WRITE_FAILED' })
    expect(told.status).toBe(true)
    expect(text()).toBe(before)
    expect(readdirSync(workspace)).toEqual([`generation-state-${SCENE}.json`])
  },
)

function mayMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  const place = mkdtempSync(join(tmpdir(), 'story-monitor-mount-'))
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', place]).status === 0
  if (mounted) execFileSync('umount', ['-l', place])
  rmSync(place, { recursive: true })
  return mounted
}

function mountSmall(folder: string): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', folder])
  onTestFinished(() => {
    execFileSync('umount', ['-l', folder])
  })
}

import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** An empty folder of the test's own, taken away when the test is over. */
export function temporaryFolder(name = 'story'): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), `story-monitor-${name}-`)))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

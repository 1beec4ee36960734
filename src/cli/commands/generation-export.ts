import { existsSync, realpathSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { writeFileAtomic } from '../../files/index.ts'
import { UsageError } from '../usage.ts'

/** A state file, its lock and its half-written copies. */
const STATE_FILE = /generation-state-[^/]*\.json/i

/**
 * Writes a report where no work is lost by it: never over a state file or what the scene itself is made of, and over
 * another file only with `force`.
 *
 * @param taken the paths of the scene's artifacts
 * @throws UsageError that says where the report could go instead
 */
export function writeReport(
  output: string,
  text: string,
  { force, taken }: { force: boolean; taken: readonly string[] },
): void {
  const path = realPath(resolve(output))
  const instead = 'Give the report a name of its own, e.g. -o scene-report.md'
  if (STATE_FILE.test(basename(path)) || STATE_FILE.test(basename(output))) {
    throw new UsageError(`${output} is the name of a scene's state, which only the tools write. ${instead}`)
  }
  if (taken.some((artifact) => realPath(artifact) === path)) {
    throw new UsageError(
      `${output} is an artifact of this scene, which a report must not replace. ${instead}`,
    )
  }
  if (!force && existsSync(path)) {
    throw new UsageError(`${output} is there already. Give another name, or --force to replace it`)
  }
  writeFileAtomic(path, text)
}

/** Where a path leads, also that of a file which isn't there yet. */
function realPath(path: string): string {
  if (existsSync(path)) return realpathSync(path)
  const folder = dirname(path)
  return folder === path ? path : join(realPath(folder), basename(path))
}

import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Whether a program would be found by its name. */
export function isOnPath(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return folder !== ''
    } catch {
      return false
    }
  })
}

import { systemCode } from '../../files/index.ts'

/** Sends a signal to a whole process group; one that has ended already is fine. */
export function endGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal)
  } catch (error) {
    if (systemCode(error) !== 'ESRCH') throw error
  }
}

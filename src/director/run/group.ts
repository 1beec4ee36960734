import { readdirSync, readFileSync } from 'node:fs'
import { identityOf, processPresence, systemCode } from '../../files/index.ts'

/** Sends a signal to a whole process group; one that has ended already is fine. What runs as another user can't be reached. */
export function endGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal)
  } catch (error) {
    if (!['ESRCH', 'EPERM'].includes(systemCode(error) ?? '')) throw error
  }
}

/** An identity as it comes back from where it was written down. */
type Leader = Parameters<typeof processPresence>[0] & { pid: number }

/**
 * Ends what is left of a group whose server is gone. What was killed may take a while to go: a disk can hold it up.
 *
 * @param leader the group's first process; one of another machine can't be asked
 * @returns whether nothing of it is at work any more; else ask again later
 */
export function endOldGroup(leader: Leader): boolean {
  const presence = processPresence(leader)
  if (presence === 'unknown') return true
  // The number of a group is given to nobody else as long as there is anybody in it.
  if (presence === 'gone' && identityOf(leader.pid).processStartId !== undefined) return true
  if (!isAtWork(leader.pid)) return true
  endGroup(leader.pid, 'SIGKILL')
  return !isAtWork(leader.pid)
}

/** Whether a group has a living process: one that has ended stays in it until somebody asks how. */
function isAtWork(group: number): boolean {
  if (process.platform !== 'linux') return canBeSignaled(-group)
  return readdirSync('/proc').some((name) => /^\d+$/.test(name) && isLivingMember(name, group))
}

function isLivingMember(pid: string, group: number): boolean {
  let text: string
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'latin1')
  } catch {
    // It ended between the two looks.
    return false
  }
  // The command's name stands in parentheses and may hold anything.
  const [state = '', , its] = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return Number(its) === group && state !== 'Z' && state !== 'X'
}

function canBeSignaled(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return systemCode(error) !== 'ESRCH'
  }
}

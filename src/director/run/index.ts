/** Running a command of somebody else's: in a group of its own, bounded in time and output, ended with us. */
export { type Outcome, type Run, runCommand } from './command.ts'
export { endOldGroup } from './group.ts'
export type { Heard } from './heard.ts'
export { isOnPath } from './on-path.ts'

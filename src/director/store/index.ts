/** What people decided and asked for, in one SQLite file. */
export { type Activity, type ActivityFilter, activityIn } from './activity.ts'
export { decisionsByStream } from './by-stream.ts'
export { type Database, openDatabase } from './database.ts'
export {
  addDecision,
  type Checkpoint,
  type Decision,
  decisionsOf,
  type NewDecision,
  type Verdict,
} from './decisions.ts'
export { addDeployment, type DeploymentEntry, deploymentsOf } from './deployments.ts'
export {
  addEvent,
  archivedStreams,
  type EventKind,
  type Generated,
  generatedCounts,
  type NewEvent,
} from './events.ts'
export { hashesBelow, keepHash, keptHash } from './file-hashes.ts'
export { keepTexts, originOf, originsOf, setOrigin, textsOfVersion } from './origins.ts'
export { addPreset, allPresets, type Preset, removePreset } from './presets.ts'
export { deleteSession, insertSession, type Person, personOf } from './sessions.ts'
export { setting } from './settings.ts'
export type { Attempt, Made, NewTask, Task, TaskKind } from './tasks.ts'
export * as tasks from './tasks.ts'
export {
  allUsers,
  disableUser,
  enableUser,
  insertUser,
  type Role,
  setPassword,
  type User,
  userNamed,
} from './users.ts'

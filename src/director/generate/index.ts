/** Making files again: commands, the queue that runs them, and earlier versions. */
export { CONFIG_FILE, type Generators, generatorsIn } from './config.ts'
export { restore, versionPath, versionsOf } from './publish.ts'
export { type Queue, startQueue } from './queue.ts'

/** Making files again: commands, the queue that runs them, and earlier versions. */
export { CONFIG_FILE, commandsIn, type Deploy, type Generators } from './config.ts'
export { deployStream } from './deploy.ts'
export { drawScene } from './draw.ts'
export { restore, versionPath, versionsOf } from './publish.ts'
export { type Queue, startQueue } from './queue.ts'

/** Making files again: commands, the worker that runs them, and earlier versions. */
export { CONFIG_FILE, type Commands, commandsIn, type Deploy, type Generators } from './config.ts'
export { drawScene } from './draw.ts'
export { filmKeyframe } from './film.ts'
export { restore, versionPath, versionsOf } from './publish.ts'
export { startWorker, type Worker } from './worker.ts'

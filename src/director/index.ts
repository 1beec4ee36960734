/** The review dashboard: story, spec, keyframes, videos and deployment of streams, judged by people. */
export { type Account, type Accounts, openAccounts } from './accounts.ts'
export { makeDemoStreams } from './demo.ts'
export { createDirector, type Director } from './director.ts'
export { createDirectorWorker, type DirectorWorker, type DirectorWorkerOptions } from './director-worker.ts'
export type { DirectorOptions } from './options.ts'
export type { Role } from './store/index.ts'

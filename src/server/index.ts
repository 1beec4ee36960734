/** A server that shows a story, or a folder of stories, while it is being made. */
export { nextFreePort } from '../http/index.ts'
export { storiesIn } from './folder-kind.ts'
export type { ServeOptions } from './options.ts'
export { type StoryServer, serve } from './serve.ts'

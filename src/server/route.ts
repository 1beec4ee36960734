import { VIEWER_HTML_FILENAME } from '../contract/index.ts'
import type { Target } from '../http/index.ts'
import type { FolderKind } from './folder-kind.ts'
import { STATE_FILES } from './state-files.ts'

/**
 * What a checked target asks for. `story` is a folder's name, or empty for the served folder itself; `below` is a story in a
 * folder of stories.
 */
export type Route =
  | { to: 'viewer'; below: boolean }
  | { to: 'index' }
  | { to: 'stories' }
  | { to: 'events'; story: string }
  | { to: 'all events' }
  | { to: 'state'; path: string }
  | { to: 'media'; path: string }
  | { to: 'redirect'; location: string }
  | { to: 'nothing' }

/** Looks at the disk that only some routes need. */
export type Look = {
  kind(): FolderKind
  isFolder(name: string): boolean
}

export const EVENTS_NAME = '_events'
export const STORIES_NAME = '_stories.json'

/**
 * The one route table. State and media lie at the same address for one story and for a folder of stories; the pages
 * and streams depend on what the folder is now.
 */
export function routeOf({ segments, slash }: Target, look: Look): Route {
  const [first, second] = segments
  if (first === undefined) return look.kind() === 'stories' ? { to: 'index' } : { to: 'viewer', below: false }
  if (segments.length === 1) return slash ? storyPage(first, look) : rootFile(first, look)
  if (slash || second === undefined) return { to: 'nothing' }
  if (segments.length === 2) return storyFile(first, second, look)
  return { to: 'media', path: segments.join('/') }
}

function rootFile(name: string, look: Look): Route {
  if (STATE_FILES.includes(name)) return { to: 'state', path: name }
  if (name === EVENTS_NAME)
    return look.kind() === 'stories' ? { to: 'all events' } : { to: 'events', story: '' }
  if (name === STORIES_NAME) return { to: 'stories' }
  if (name === VIEWER_HTML_FILENAME)
    return look.kind() === 'stories' ? { to: 'nothing' } : { to: 'viewer', below: false }
  if (isStory(name, look)) return { to: 'redirect', location: `/${encodeURIComponent(name)}/` }
  return { to: 'media', path: name }
}

const storyPage = (name: string, look: Look): Route =>
  isStory(name, look) ? { to: 'viewer', below: true } : { to: 'nothing' }

function storyFile(story: string, name: string, look: Look): Route {
  const path = `${story}/${name}`
  if (STATE_FILES.includes(name)) return { to: 'state', path }
  if (name === EVENTS_NAME && isStory(story, look)) return { to: 'events', story }
  if (name === VIEWER_HTML_FILENAME && isStory(story, look)) return { to: 'viewer', below: true }
  return { to: 'media', path }
}

const isStory = (name: string, look: Look): boolean => look.isFolder(name) && look.kind() === 'stories'

import type { IncomingMessage, ServerResponse } from 'node:http'
import { eventText, type Readers, Refusal, readers } from '../../http/index.ts'
import { changedSince, type State } from './changes.ts'

const LOOK_MS = 500
/** Browsers open six connections to a place; with more pages the last ones poll. */
const MAX_PER_SESSION = 6

/** A page that follows. */
export type Follower = {
  /** Pages with the same topic see the same. */
  topic: string
  state(): State
  /** One for each login. */
  session: string
  /** Whether whoever opened the page may still see it. */
  isStillIn(): boolean
}

/** The open pages, told what changed under them. */
export type Events = {
  /** @throws Refusal 429 when a session has too many pages open, 503 when there are too many in all */
  follow(follower: Follower, request: IncomingMessage, response: ServerResponse): void
  close(): void
}

type Topic = { readers: Readers; state: State; look(): State }

/**
 * Looks twice a second at what the open pages show, once for each topic, and tells what changed: by this server, by
 * another one or by a pipeline. A page whose login has ended is closed.
 */
export function openEvents(onWarning: (message: string) => void): Events {
  const topics = new Map<string, Topic>()
  const open = new Map<ServerResponse, Follower>()
  let timer: NodeJS.Timeout | undefined

  const look = () => {
    for (const [response, { isStillIn }] of open) if (!isStillIn()) response.end()
    for (const topic of topics.values()) {
      const state = topic.look()
      const things = changedSince(topic.state, state)
      topic.state = state
      if (things.length > 0) topic.readers.send(eventText('changed', { things }))
    }
  }
  const lookSafely = () => {
    try {
      look()
    } catch (error) {
      onWarning(
        `The pages can't be told what changed: ${error instanceof Error ? error.message : String(error)}`,
      )
    }
  }

  const topicOf = (name: string, state: () => State): Topic => {
    const known = topics.get(name)
    if (known !== undefined) return known
    const fresh: Topic = {
      readers: readers((count) => {
        if (count === 0) topics.delete(name)
      }),
      state: state(),
      look: state,
    }
    topics.set(name, fresh)
    return fresh
  }

  return {
    follow(follower, request, response) {
      const own = [...open.values()].filter(({ session }) => session === follower.session)
      if (own.length >= MAX_PER_SESSION) {
        throw new Refusal(429, `${MAX_PER_SESSION} pages follow already.`, 'This one asks every two seconds.')
      }
      open.set(response, follower)
      response.on('close', () => {
        open.delete(response)
        if (open.size === 0) clearInterval(timer)
      })
      if (open.size === 1) timer = setInterval(lookSafely, LOOK_MS)
      topicOf(follower.topic, follower.state).readers.add(request, response, eventText('hello', {}))
    },
    close() {
      clearInterval(timer)
      for (const { readers: all } of [...topics.values()]) all.close()
    },
  }
}

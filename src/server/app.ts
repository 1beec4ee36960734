import type { IncomingMessage, ServerResponse } from 'node:http'
import { basename } from 'node:path'
import type { Request } from 'polka'
import { StoryMonitorError } from '../errors.ts'
import {
  type Bound,
  checkHost,
  notHere,
  type Prepared,
  Refusal,
  sendMedia,
  sendPrepared,
  sendRedirect,
  sendRefusal,
  targetOf,
} from '../http/index.ts'
import { isFolderInside, kindOf } from './folder-kind.ts'
import { listEvents } from './list-events.ts'
import type { Pages } from './pages.ts'
import { type Look, type Route, routeOf } from './route.ts'
import { stateFilesIn } from './state-files.ts'
import { type Channel, storyEvents } from './story-events.ts'
import { storyList } from './story-list.ts'

/** The server without its socket: what polka calls, and what has to be closed. */
export type App = {
  handle(request: Request, response: ServerResponse): void | Promise<void>
  onError(error: unknown, request: Request, response: ServerResponse): void
  close(): void
}

/**
 * Answers requests for one folder.
 *
 * @param bound asked on each request, because the port is known only after listening
 */
export function createApp(
  root: string,
  pages: Pages,
  bound: () => Bound,
  onWarning: (message: string) => void,
): App {
  const files = stateFilesIn(root)
  const list = storyList(root, basename(root), files)
  const all = listEvents(
    () => versionOf(list),
    () => kindOf(root) === 'story',
  )
  const channels = new Map<string, Channel>()
  const look: Look = {
    kind: () => kindOf(root),
    isFolder: (name) => isFolderInside(root, name),
  }

  const onTrouble = (reason: string) =>
    onWarning(`Changes in ${root} can't be watched (${reason}); it is looked at ten times a second instead.`)

  const channelOf = (story: string): Channel => {
    const path = story === '' ? '' : `${story}/`
    const outdated = () => story === '' && kindOf(root) === 'stories'
    const channel = channels.get(path) ?? storyEvents(root, path, files, outdated, onTrouble)
    channels.set(path, channel)
    return channel
  }

  const answer = (request: IncomingMessage, response: ServerResponse, route: Route): void | Promise<void> => {
    switch (route.to) {
      case 'state':
        sendPrepared(request, response, files.read(route.path) ?? nothingHere())
        break
      case 'viewer':
        sendPrepared(request, response, route.below ? pages.below : pages.viewer)
        break
      case 'index':
        sendPrepared(request, response, pages.index)
        break
      case 'stories':
        return list().then((listed) => sendPrepared(request, response, listed))
      case 'events':
        channelOf(route.story).join(request, response)
        break
      case 'all events':
        all.join(request, response)
        break
      case 'media':
        sendMedia(request, response, root, route.path)
        break
      case 'redirect':
        sendRedirect(response, route.location)
        break
      case 'nothing':
        nothingHere()
    }
  }

  return {
    handle(request, response) {
      checkMethod(request.method)
      checkHost(request.rawHeaders, request.socket.localAddress, bound())
      return answer(request, response, routeOf(targetOf(request._parsedUrl.raw), look))
    },
    onError(error, request, response) {
      sendRefusal(request, response, refusalOf(error, onWarning))
    },
    close() {
      all.close()
      for (const channel of channels.values()) channel.close()
    },
  }
}

/** A list that can't be made is a version of its own: the page asks for it, and gets the reason. */
const versionOf = (list: () => Promise<Prepared>): Promise<string> => list().then(({ etag }) => etag, String)

function nothingHere(): never {
  throw notHere()
}

function checkMethod(method: string | undefined): void {
  if (method === 'GET' || method === 'HEAD') return
  throw new Refusal(405, 'Nothing can be changed here.', 'Use GET or HEAD.', ['Allow', 'GET, HEAD'])
}

/** Every error that reaches the top becomes an answer; what nobody foresaw is also told to the one who runs the server. */
function refusalOf(error: unknown, onWarning: (message: string) => void): Refusal {
  if (error instanceof Refusal) return error
  if (error instanceof StoryMonitorError && error.code === 'TOO_LARGE') {
    return new Refusal(413, 'The file is too large to be read.', error.message.replace(/^.*[\\/]/, ''))
  }
  const reason = error instanceof Error ? error.message : String(error)
  onWarning(`A request failed: ${reason}`)
  return new Refusal(
    500,
    'The server could not answer this.',
    'The reason stands where the server was started.',
  )
}

import { type McpServer, ResourceNotFoundError, ResourceTemplate } from '@modelcontextprotocol/server'
import { generationFileName, SCENE_ID_PATTERN } from '../contract/index.ts'
import { readInside } from '../files/index.ts'
import type { GenerationStore } from '../generation/index.ts'
import { watchScenes } from './scene-watch.ts'

/** A scene that has not begun can be waited for; anything else never comes. */
const SCENE_URI = /^generation:\/\/[0-9]{4}$/

const uriOf = (sceneId: string): string => `generation://${sceneId}`

/** The state files as resources, with notices when one changes, whoever changed it. */
export function addResources(server: McpServer, store: GenerationStore): void {
  server.registerResource(
    'generation-state',
    new ResourceTemplate('generation://{scene_id}', {
      list: () => ({ resources: listed(store) }),
      complete: {
        scene_id: (start) =>
          listed(store)
            .map(({ sceneId }) => sceneId)
            .filter((sceneId) => sceneId.startsWith(start)),
      },
    }),
    {
      title: 'Scene state',
      description: 'The state file of a scene, as it is on disk',
      mimeType: 'application/json',
    },
    (uri, { scene_id }) => {
      const sceneId = String(scene_id)
      const bytes = SCENE_ID_PATTERN.test(sceneId)
        ? readInside(store.workspace, generationFileName(sceneId))?.bytes
        : undefined
      if (bytes === undefined) throw new ResourceNotFoundError(uri.href)
      return { contents: [{ uri: uri.href, mimeType: 'application/json', text: bytes.toString('utf8') }] }
    },
  )
  notifyOfChanges(server, store.workspace)
}

function listed(store: GenerationStore) {
  const { scenes, corrupted } = store.list({ sortBy: 'scene_id' })
  return [
    ...scenes.map(({ sceneId, status }) => ({ sceneId, status: String(status) })),
    ...corrupted.map(({ sceneId }) => ({ sceneId, status: 'corrupted' })),
  ].map(({ sceneId, status }) => ({
    sceneId,
    uri: uriOf(sceneId),
    name: `scene-${sceneId}`,
    title: `Scene ${sceneId}: ${status}`,
    mimeType: 'application/json',
  }))
}

/**
 * Older clients subscribe to one resource at a time and must not be told of others; newer ones ask for a filter, which
 * the SDK applies itself.
 */
function notifyOfChanges({ server }: McpServer, workspace: string): void {
  const subscribed = new Set<string>()
  let older = false
  server.oninitialized = () => {
    older = true
  }
  server.setRequestHandler('resources/subscribe', ({ params }) => {
    if (!SCENE_URI.test(params.uri)) throw new ResourceNotFoundError(params.uri)
    subscribed.add(params.uri)
    return {}
  })
  server.setRequestHandler('resources/unsubscribe', ({ params }) => {
    subscribed.delete(params.uri)
    return {}
  })
  const watch = watchScenes(workspace, {
    updated: (sceneId) => {
      const uri = uriOf(sceneId)
      if (!older || subscribed.has(uri)) void server.sendResourceUpdated({ uri }).catch(ignoreClosed)
    },
    listChanged: () => void server.sendResourceListChanged().catch(ignoreClosed),
  })
  const before = server.onclose
  server.onclose = () => {
    watch.close()
    before?.()
  }
}

/** A notice that finds no client any more is nobody's loss. */
const ignoreClosed = (): void => {}

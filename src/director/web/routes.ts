import { assetRoute } from './assets.ts'
import type { Route } from './context.ts'
import { deployRoutes } from './deploy-routes.ts'
import { mediaRoutes } from './media-routes.ts'
import { sessionRoutes } from './session.ts'
import { listRoutes } from './stream-list.ts'
import { textRoutes } from './text-routes.ts'

/** Every address of the dashboard. Whatever is not `open` needs a session; a test walks this table. */
export const routes = (): readonly Route[] => [
  assetRoute(),
  ...sessionRoutes,
  ...listRoutes,
  ...textRoutes,
  ...deployRoutes,
  ...mediaRoutes,
]

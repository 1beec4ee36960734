import { assetRoute } from './assets.ts'
import type { Route } from './context.ts'
import { createRoutes } from './create-routes.ts'
import { deployRoutes } from './deploy-routes.ts'
import { eventsRoutes } from './events-routes.ts'
import { exportRoutes } from './export-routes.ts'
import { mediaRoutes } from './media-routes.ts'
import { overviewRoutes } from './overview-routes.ts'
import { presetRoutes } from './preset-routes.ts'
import { sessionRoutes } from './session.ts'
import { listRoutes } from './stream-list.ts'
import { streamRoutes } from './stream-routes.ts'
import { textRoutes } from './text-routes.ts'

/** Every address of the dashboard. Whatever is not `open` needs a session; a test walks this table. */
export const routes = (): readonly Route[] => [
  assetRoute(),
  ...sessionRoutes,
  ...presetRoutes,
  ...listRoutes,
  ...overviewRoutes,
  ...createRoutes,
  ...exportRoutes,
  ...streamRoutes,
  ...textRoutes,
  ...deployRoutes,
  ...eventsRoutes,
  ...mediaRoutes,
]

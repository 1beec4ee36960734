import { assetRoute } from './assets.ts'
import type { Route } from './context.ts'
import { sessionRoutes } from './session.ts'
import { listRoutes } from './stream-list.ts'

/** Every address of the dashboard. Whatever is not `open` needs a session; a test walks this table. */
export const routes = (): readonly Route[] => [assetRoute(), ...sessionRoutes, ...listRoutes]

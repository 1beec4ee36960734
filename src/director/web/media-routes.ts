import type { Route } from './context.ts'
import { fileRoutes } from './file-routes.ts'
import { galleryRoutes } from './gallery-routes.ts'
import { promptRoutes } from './prompt-routes.ts'
import { shotRoutes } from './shot-routes.ts'
import { versionRoutes } from './version-routes.ts'

/** Pictures and films: the galleries, each one alone, its files and its earlier versions. */
export const mediaRoutes: readonly Route[] = [
  ...galleryRoutes,
  ...shotRoutes,
  ...promptRoutes,
  ...fileRoutes,
  ...versionRoutes,
]

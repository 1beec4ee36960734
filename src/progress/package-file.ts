import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { StoryMonitorError } from '../errors.ts'

/**
 * The path of a built file of this package: beside the built code, or in dist/ when the sources run as they are.
 *
 * @throws StoryMonitorError NOT_FOUND
 */
export function packageFile(name: string): string {
  const places = [`./${name}`, `../../dist/${name}`].map((place) =>
    fileURLToPath(new URL(place, import.meta.url)),
  )
  const found = places.find((path) => existsSync(path))
  if (found !== undefined) return found
  throw new StoryMonitorError(
    'NOT_FOUND',
    `${name} is missing from the package. Install it again, or run npm run build.`,
  )
}

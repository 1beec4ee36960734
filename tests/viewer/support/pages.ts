import { fileURLToPath } from 'node:url'

export type Pages = { viewer: string; index: string }

let built: Promise<Pages> | undefined

/** The two pages, built from the sources once for each test file. */
export function builtPages(): Promise<Pages> {
  built ??= import(fileURLToPath(new URL('../../../viewer/build.mjs', import.meta.url))).then(
    (builder: { buildPages(): Promise<Pages> }) => builder.buildPages(),
  )
  return built
}

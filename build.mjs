import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { build } from 'tsup'
import { buildDirectorAssets } from './src/director/build.mjs'
import { buildPages } from './viewer/build.mjs'

/**
 * Builds everything that is published into dist/. `--types` adds the declarations, which take longest and which only
 * the package needs (npm pack asks for them).
 */
const withTypes = process.argv.includes('--types')

// Built beside and put in place at the end: whoever uses dist/ meanwhile finds the old one or the new one.
const out = `dist.building-${process.pid}`
await mkdir(`${out}/schemas`, { recursive: true })

const library = {
  entry: {
    index: 'src/index.ts',
    server: 'src/server/index.ts',
    contract: 'src/contract/published.ts',
    mcp: 'src/mcp/index.ts',
    director: 'src/director/index.ts',
    cli: 'src/cli/main.ts',
    'director-draw': 'src/director/generate/draw-main.ts',
    'director-guard': 'src/director/run/guard-main.ts',
    watchdog: 'src/progress/notify/watchdog-main.ts',
    'story-pipeline': 'examples/story-pipeline/main.ts',
  },
  format: ['esm'],
  target: 'node20',
  platform: 'node',
  splitting: true,
  minify: false,
  silent: true,
  config: false,
  // An optional dependency stays outside, like the others; tsup knows only the required ones.
  external: [/^@modelcontextprotocol\//, 'libsql', 'sharp'],
  dts: withTypes
    ? {
        entry: {
          index: 'src/index.ts',
          server: 'src/server/index.ts',
          contract: 'src/contract/published.ts',
          mcp: 'src/mcp/index.ts',
          director: 'src/director/index.ts',
        },
      }
    : false,
  outDir: out,
}

try {
  const [pages] = await Promise.all([buildPages(), build(library), buildDirectorAssets(`${out}/director`)])
  await Promise.all([
    writeFile(`${out}/progress_viewer.html`, pages.viewer),
    writeFile(`${out}/story_index.html`, pages.index),
  ])
  const { publishedSchemas } = await import(resolve(out, 'contract.js'))
  for (const [name, schema] of Object.entries(publishedSchemas())) {
    // Read by programs: indented they would be twice as long.
    await writeFile(`${out}/schemas/${name}.json`, `${JSON.stringify(schema)}\n`)
  }
  await rm('dist', { recursive: true, force: true })
  await rename(out, 'dist')
} finally {
  await rm(out, { recursive: true, force: true })
}

import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { deflateRawSync } from 'node:zlib'
import { build } from 'esbuild'

const at = (path) => fileURLToPath(new URL(path, import.meta.url))

const common = {
  bundle: true,
  write: false,
  minify: true,
  legalComments: 'none',
  target: ['chrome105', 'firefox113', 'safari16.4'],
  jsx: 'automatic',
  jsxImportSource: 'preact',
}

/** The skeleton's worker travels inside the page as text: the page stays one file and asks nothing else of the net. */
async function workerSource() {
  const result = await build({ ...common, entryPoints: [at('src/skeleton/worker.ts')], format: 'iife' })
  return result.outputFiles[0].text
}

const workerPlugin = (source) => ({
  name: 'skeleton-worker-source',
  setup(builder) {
    builder.onResolve({ filter: /^skeleton-worker-source$/ }, () => ({ path: 'worker', namespace: 'worker' }))
    builder.onLoad({ filter: /.*/, namespace: 'worker' }, () => ({ contents: source, loader: 'text' }))
  },
})

const hashOf = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** The few lines that every page begins with: they unpack its program. */
async function loaderText() {
  const result = await build({ ...common, entryPoints: [at('src/unpack.ts')], format: 'iife' })
  return result.outputFiles[0].text.trim()
}

/**
 * Builds one page into one self-contained text: style inline, program deflated, all of it allowed by its hash and nothing
 * else.
 */
async function page({ template, script, style, plugins = [] }) {
  const [html, loader, code, css] = await Promise.all([
    readFile(at(template), 'utf8'),
    loaderText(),
    build({ ...common, entryPoints: [at(script)], format: 'iife', plugins }),
    build({ ...common, entryPoints: [at(style)] }),
  ])
  const program = code.outputFiles[0].text.trim()
  const styleText = css.outputFiles[0].text.trim()
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(loader)} ${hashOf(program)}`,
    `style-src ${hashOf(styleText)}`,
    "img-src 'self' data: blob:",
    "media-src 'self' data: blob:",
    "connect-src 'self'",
    'worker-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  return html
    .replace('%POLICY%', () => policy)
    .replace('/*%STYLE%*/', () => styleText)
    .replace('%PROGRAM%', () => deflateRawSync(program, { level: 9 }).toString('base64'))
    .replace('/*%SCRIPT%*/', () => loader)
}

/**
 * Builds the two pages.
 *
 * @returns {Promise<{ viewer: string, index: string }>} the text of progress_viewer.html and story_index.html
 */
export async function buildPages() {
  const source = await workerSource()
  const [viewer, index] = await Promise.all([
    page({
      template: 'progress_viewer.html',
      script: 'src/main.tsx',
      style: 'src/styles/viewer.css',
      plugins: [workerPlugin(source)],
    }),
    page({ template: 'story_index.html', script: 'src/story-index/main.tsx', style: 'src/styles/index.css' }),
  ])
  return { viewer, index }
}

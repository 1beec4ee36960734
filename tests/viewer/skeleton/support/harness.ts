import { createHash } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, build } from 'esbuild'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

const common = {
  bundle: true,
  write: false as const,
  minify: true,
  target: 'chrome105',
  jsx: 'automatic',
  jsxImportSource: 'preact',
} as const satisfies BuildOptions

/** The page of the tests: the panel alone, under the same policy as the real page. */
export async function buildHarness(): Promise<string> {
  const worker = await build({ ...common, entryPoints: [at('../../../../viewer/src/skeleton/worker.ts')] })
  const source = worker.outputFiles[0]?.text ?? ''
  const [script, style] = await Promise.all([
    build({
      ...common,
      entryPoints: [at('./harness-page.tsx')],
      format: 'iife',
      plugins: [
        {
          name: 'skeleton-worker-source',
          setup(builder) {
            builder.onResolve({ filter: /^skeleton-worker-source$/ }, () => ({
              path: 'worker',
              namespace: 'worker',
            }))
            builder.onLoad({ filter: /.*/, namespace: 'worker' }, () => ({
              contents: source,
              loader: 'text',
            }))
          },
        },
      ],
    }),
    build({ ...common, entryPoints: [at('./harness.css')] }),
  ])
  const code = script.outputFiles[0]?.text ?? ''
  const css = style.outputFiles[0]?.text ?? ''
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(code)}`,
    `style-src ${hashOf(css)}`,
    "img-src 'self' data: blob:",
    "media-src 'self' data: blob:",
    "connect-src 'self'",
    'worker-src blob:',
    "base-uri 'none'",
  ].join('; ')
  return `<!doctype html><html lang="en" data-server="live"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="viewport" content="width=device-width"><title>Harness</title><style>${css}</style></head><body><div class="page" id="app"></div><!--REPORT--><script>${code}</script></body></html>`
}

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

export type StoredFile = { body: string | Uint8Array; type?: string; status?: number; etag?: string | null }
export type Asked = { path: string; status: number }

/** A server over a map of files, with ETags (unless a file has none) and a list of what was asked. */
export async function serveFiles(files: Map<string, StoredFile>) {
  const asked: Asked[] = []
  const server: Server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? '/').split('?')[0] ?? '/')
    const file = files.get(path)
    const etag = file?.etag === undefined ? hashOf(String(file?.body ?? '')) : file.etag
    const isSame = etag !== null && request.headers['if-none-match'] === `"${etag}"`
    const status = file === undefined ? 404 : isSame ? 304 : (file.status ?? 200)
    asked.push({ path, status })
    response.writeHead(status, {
      'content-type': file?.type ?? 'application/json',
      ...(etag === null || file === undefined ? {} : { etag: `"${etag}"` }),
    })
    response.end(status === 304 ? undefined : file?.body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}/`,
    asked,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

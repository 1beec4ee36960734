import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const at = (path) => fileURLToPath(new URL(path, import.meta.url))

/** Builds the dashboard's style and script, and puts htmx beside them: the package asks no other server for anything. */
export async function buildDirectorAssets(out) {
  const common = {
    bundle: true,
    minify: true,
    write: false,
    legalComments: 'none',
    target: ['chrome105', 'firefox110', 'safari16'],
  }
  const [style, script, htmx, icon] = await Promise.all([
    build({ ...common, entryPoints: [at('styles/director.css')] }),
    build({ ...common, entryPoints: [at('client/main.ts')], format: 'iife' }),
    readFile(fileURLToPath(import.meta.resolve('htmx.org/dist/htmx.min.js'))),
    readFile(at('styles/icon.svg')),
  ])
  await mkdir(out, { recursive: true })
  await Promise.all([
    writeFile(`${out}/director.css`, style.outputFiles[0].contents),
    writeFile(`${out}/director.js`, script.outputFiles[0].contents),
    writeFile(`${out}/htmx.js`, htmx),
    writeFile(`${out}/icon.svg`, icon),
  ])
}

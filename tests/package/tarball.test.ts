import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { publint } from 'publint'
import { beforeAll, expect, test } from 'vitest'
import { temporaryFolder } from '../support/temporary.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const fresh = fileURLToPath(new URL('../../node_modules/.cache/story-monitor-package', import.meta.url))
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
let tarball = ''
let files: string[] = []
let unpackedSize = 0

const run = (command: string, args: string[], cwd: string): string =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

type Packed = { filename: string; unpackedSize: number; files: { path: string }[] }

beforeAll(() => {
  mkdirSync(fresh, { recursive: true })
  const packed: Packed[] = JSON.parse(
    run(npm, ['pack', '--ignore-scripts', '--json', '--pack-destination', fresh], root),
  )
  const [first] = packed
  tarball = join(fresh, first?.filename ?? '')
  files = first?.files.map((file) => file.path) ?? []
  unpackedSize = first?.unpackedSize ?? 0
}, 240_000)

test('the package holds what is needed and nothing else', () => {
  const needed = [
    'package.json',
    'README.md',
    'LICENSE',
    'CHANGELOG.md',
    'dist/index.js',
    'dist/index.d.ts',
    'dist/cli.js',
  ]
  expect(files).toEqual(expect.arrayContaining(needed))
  expect(files).toEqual(
    expect.arrayContaining([
      'dist/server.js',
      'dist/server.d.ts',
      'dist/contract.js',
      'dist/contract.d.ts',
      'dist/progress_viewer.html',
      'dist/story_index.html',
      'dist/story-pipeline.js',
      'dist/schemas/progress.json',
      'dist/schemas/skeleton.json',
    ]),
  )
  const odd = files.filter(
    (path) =>
      !/^(package\.json|README\.md|LICENSE|CHANGELOG\.md|dist\/[\w.-]+\.(js|d\.ts|html)|dist\/schemas\/[\w-]+\.json|dist\/director\/(director\.css|director\.js|htmx\.js|icon\.svg))$/.test(
        path,
      ),
  )
  expect(odd).toEqual([])
})

test('the package stays small', () => {
  expect(unpackedSize).toBeLessThanOrEqual(1_500_000)
  expect(statSync(join(root, 'dist/progress_viewer.html')).size).toBeLessThanOrEqual(120_000)
})

test('publint has nothing to say', async () => {
  const { messages } = await publint({ pkgDir: root, strict: true })
  expect(messages).toEqual([])
})

test('the types are right for every way of importing', () => {
  const attw = join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js')
  const check = spawnSync(process.execPath, [attw, tarball, '--profile', 'esm-only', '--no-color'], {
    encoding: 'utf8',
  })
  expect(check.stdout).toContain('"story-monitor/server"')
  expect(check.status).toBe(0)
})

test('it installs into an empty folder and works from there, with types', () => {
  const folder = temporaryFolder('install')
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'empty', private: true, type: 'module' }),
  )
  run(npm, ['install', '--prefer-offline', '--no-audit', '--no-fund', '--omit=optional', tarball], folder)
  writeFileSync(
    join(folder, 'pipeline.ts'),
    `import { ProgressTracker, type Liveness, readLiveness } from 'story-monitor'
import { serve } from 'story-monitor/server'
const tracker: ProgressTracker = new ProgressTracker('./story', { jobId: 'x' })
tracker.start('reddit'); tracker.complete(); tracker.close()
const liveness: Liveness = readLiveness('./story')
const server: { url: string; port: number; close(): Promise<void> } = await serve('./story', { port: 0 })
const answer = await fetch(new URL('_progress.json', server.url))
console.log(liveness.state, answer.status)
await server.close()
`,
  )
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const options = [
    '--module',
    'nodenext',
    '--target',
    'es2023',
    '--strict',
    '--typeRoots',
    join(root, 'node_modules/@types'),
    '--types',
    'node',
  ]
  run(process.execPath, [tsc, ...options, 'pipeline.ts'], folder)
  expect(run(process.execPath, ['pipeline.js'], folder)).toBe('finished 200\n')
  const bin = join(folder, 'node_modules/.bin/story-monitor')
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  expect(run(bin, ['--version'], folder).trim()).toBe(version)
  expect(run(bin, ['status', './story'], folder)).toContain('finished')
  expect(existsSync(join(folder, 'node_modules/story-monitor/dist/schemas/progress.json'))).toBe(true)
}, 300_000)

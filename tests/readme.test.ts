import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'

/*
 * Every code block of the README runs, in its order, in one folder, as a reader would run them. The commands that stay
 * are ended once their page is there; npm and aws have stand-ins that check what they are asked for.
 */
const root = fileURLToPath(new URL('..', import.meta.url))
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const blocks = [...readme.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language = '', code = '']) => ({
  language,
  code,
}))

const place = mkdtempSync(join(tmpdir(), 'story-monitor-readme-'))
const bin = join(place, 'bin')
const home = join(place, 'home')
const stands = (name: string) => join(root, 'tests', 'support', 'readme', name)

const command = (name: string, script: string) => {
  writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`)
  chmodSync(join(bin, name), 0o755)
}

beforeAll(() => {
  mkdirSync(bin)
  mkdirSync(join(home, 'node_modules'), { recursive: true })
  symlinkSync(root, join(home, 'node_modules', 'story-monitor'))
  const node = JSON.stringify(process.execPath)
  const cli = JSON.stringify(join(root, 'dist', 'cli.js'))
  const keep = `exec ${node} ${stands('long-running.mjs')} ${cli} "$@"`
  command('story-monitor', `case "$1" in serve|demo) ${keep};; *) exec ${node} ${cli} "$@";; esac`)
  command('npm', `exec ${node} ${stands('npm.mjs')} "$@"`)
  command('aws', `exec ${node} ${stands('aws.mjs')} "$@"`)
})
afterAll(() => rmSync(place, { recursive: true, force: true, maxRetries: 5 }))

function runBlock(language: string, code: string) {
  const env = { ...process.env, TMPDIR: place, PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}` }
  const options = { cwd: home, env, encoding: 'utf8', timeout: 120_000 } as const
  if (language === 'bash') return spawnSync('sh', ['-euc', code], options)
  writeFileSync(join(home, 'pipeline.mts'), code)
  const tsx = pathToFileURL(join(root, 'node_modules', 'tsx', 'dist', 'loader.mjs')).href
  return spawnSync(process.execPath, ['--import', tsx, 'pipeline.mts'], options)
}

test('the README has code of the two languages that run here, and no other', () => {
  expect(blocks.length).toBeGreaterThan(8)
  expect([...new Set(blocks.map(({ language }) => language))].sort()).toEqual(['bash', 'ts'])
})

test.each(blocks)(
  'runs as it stands: $code',
  ({ language, code }) => {
    const { status, stderr } = runBlock(language, code)
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  },
  120_000,
)

test('what the blocks made is there', () => {
  for (const file of ['my-story/_progress.json', 'my-story/progress_viewer.html', 'report.html']) {
    expect(existsSync(join(home, file)), file).toBe(true)
  }
})

test('every file that the README points to exists', () => {
  const targets = [...readme.matchAll(/\]\(([^)#]+)\)/g)].map(([, target = '']) => target)
  expect(targets.length).toBeGreaterThan(3)
  for (const target of targets) expect(existsSync(join(root, target)), target).toBe(true)
})

import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createDirector } from 'story-monitor/director'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../support/temporary.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = join(root, 'examples/director')
const read = (name: string) => readFileSync(join(folder, name), 'utf8')
const readme = read('README.md')

/** Every `story-monitor director …` that a reader is told to type, in the README and in the unit. */
const commands = [
  ...`${readme}\n${read('director.service')}`.matchAll(/story-monitor director ((?:[a-z]+ ?)+)([^`\n]*)/g),
].map(([, words = '', rest = '']) => ({
  words: words.trim().split(' '),
  flags: rest.match(/--[a-z-]+/g) ?? [],
}))

test('every command of the page exists, with its options', () => {
  expect(commands.length).toBeGreaterThan(8)
  const helps = new Map<string, string>()
  for (const { words, flags } of commands) {
    const path = words[0] === 'user' ? words.slice(0, 2) : words.slice(0, 1)
    const name = path.join(' ')
    const help =
      helps.get(name) ??
      spawnSync(process.execPath, [join(root, 'dist/cli.js'), 'director', ...path, '--help'], {
        encoding: 'utf8',
      }).stdout
    helps.set(name, help)
    expect(help).toContain(`Usage: story-monitor director ${name}`)
    for (const flag of flags) expect([name, help]).toEqual([name, expect.stringContaining(flag)])
  }
})

test('the config of the example is one that the dashboard takes', async () => {
  const place = temporaryFolder('director')
  const director = await createDirector({
    streams: place,
    database: join(place, 'director.db'),
    config: join(folder, 'director.config.json'),
    port: 0,
  })
  await director.close()
})

test('the proxy passes events on at once, and the host that the unit names', () => {
  const [nginx, unit] = [read('nginx.conf'), read('director.service')]
  expect(nginx).toMatch(/^\s*proxy_buffering off;$/m)
  expect(nginx).toMatch(/^\s*proxy_set_header Host \$host;$/m)
  const host = /server_name (.*);/.exec(nginx)?.[1]
  expect(unit).toContain(`--origin https://${host}`)
  expect(unit).not.toMatch(/DIRECTOR_SECRET_KEY=[^…]/)
})

test('what the page points to is there, and its pictures are small', () => {
  const targets = [...readme.matchAll(/\]\(([^)#]+)\)/g)].map(([, target = '']) => target)
  expect(targets.length).toBeGreaterThan(20)
  for (const target of targets) expect([target, existsSync(join(folder, target))]).toEqual([target, true])
  const pictures = readdirSync(join(folder, 'screenshots')).map((name) => `screenshots/${name}`)
  expect(pictures.filter((name) => !targets.includes(name))).toEqual([])
  const size = pictures.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
  expect(size).toBeLessThan(1_500_000)
})

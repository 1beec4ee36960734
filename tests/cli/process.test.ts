import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ProgressTracker } from 'story-monitor'
import { expect, onTestFinished, test } from 'vitest'
import { cliPath, startCommand } from '../support/command.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { until } from '../support/until.ts'

const manifest = readFileSync(fileURLToPath(new URL('../../package.json', import.meta.url)), 'utf8')

test('--version prints the version of the package', async () => {
  for (const flag of ['--version', '-V']) {
    const command = startCommand([flag])
    expect([await command.ended, command.stdout()]).toEqual([0, `${JSON.parse(manifest).version}\n`])
  }
})

test('before the version is told nothing is loaded but a few lines of our own', () => {
  const loaded = new Map<string, string>()
  const follow = (path: string) => {
    if (loaded.has(path)) return
    const code = readFileSync(path, 'utf8')
    loaded.set(path, code)
    for (const [, specifier = ''] of code.matchAll(/^(?:import|\} from) ?(?:.*from )?"([^"]+)";$/gm)) {
      if (specifier.startsWith('.')) follow(join(dirname(path), specifier))
      else expect(['fs', 'node:fs'], `${path} loads ${specifier}`).toContain(specifier)
    }
  }
  follow(cliPath)
  expect(loaded.size).toBeGreaterThan(1)
  expect([...loaded.values()].join('').length).toBeLessThan(5000)
})

test('a reader that goes away ends a command without a word', () => {
  const folder = temporaryFolder()
  const tracker = new ProgressTracker(folder, {
    phaseNames: Array.from({ length: 3000 }, (_, index) => `p${index}`),
  })
  tracker.start('p0')
  tracker.close()
  const script = '"$0" "$1" status "$2" --json | head -n 1'
  const { stdout, stderr } = spawnSync('sh', ['-c', script, process.execPath, cliPath, folder], {
    encoding: 'utf8',
  })
  expect([stdout, stderr]).toEqual(['{\n', ''])
})

test('Ctrl+C ends a server although a browser keeps its event stream open', async () => {
  const server = startCommand(['serve', temporaryFolder(), '--port', '0'])
  const url = await until('the address', () => /http:\/\/[\d.]+:\d+/.exec(server.stdout())?.[0])
  const leave = new AbortController()
  onTestFinished(() => leave.abort())
  const stream = await fetch(`${url}/_events`, { signal: leave.signal })
  expect(stream.headers.get('content-type')).toContain('text/event-stream')
  server.child.kill('SIGINT')
  expect(await server.ended).toBe(0)
})

test('SIGTERM ends it with the code that supervisors know', async () => {
  const server = startCommand(['serve', temporaryFolder(), '--port', '0'])
  await until('the address', () => server.stdout().includes('http:'))
  server.child.kill('SIGTERM')
  expect(await server.ended).toBe(143)
})

test('wrong usage leaves through stderr with exit code 2, and colours stay out of pipes', async () => {
  const command = startCommand(['statsu'])
  expect(await command.ended).toBe(2)
  expect([command.stdout(), command.stderr()]).toEqual([
    '',
    "Unknown command 'statsu'; did you mean status?\n",
  ])
})

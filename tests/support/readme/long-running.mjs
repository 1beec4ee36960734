#!/usr/bin/env node
// `serve` and `demo` as the README types them, on a free port, ended as a person would once the page is there.
import { spawn } from 'node:child_process'

const [cli, ...args] = process.argv.slice(2)
const fast = args[0] === 'demo' ? ['--fast'] : []
const child = spawn(process.execPath, [cli, ...args, '--port', '0', ...fast], {
  stdio: ['ignore', 'pipe', 'inherit'],
})
let text = ''
child.stdout.on('data', async (chunk) => {
  const before = text
  text += chunk
  process.stdout.write(chunk)
  const enough = args[0] === 'demo' ? /The story is finished/ : /served at/
  if (enough.test(before) || !enough.test(text)) return
  const page = await fetch(/http:\/\/[\d.]+:\d+/.exec(text)[0])
  if (!(await page.text()).includes('data-server="live"')) process.exit(3)
  child.kill('SIGINT')
})
child.once('exit', (code) => process.exit(code ?? 4))

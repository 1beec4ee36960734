import { join } from 'node:path'
import { expect, test } from 'vitest'
import { main } from '../../src/cli/program.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { run, testTerminal } from '../support/terminal.ts'
import { until } from '../support/until.ts'

async function started(folder: string) {
  const terminal = testTerminal()
  const running = main(['serve', folder, '--port', '0'], terminal)
  const url = await until('the address', () => /http:\/\/[\d.]+:\d+/.exec(terminal.printed())?.[0])
  return { url, running, terminal }
}

test('serves a folder, a missing one too, until Ctrl+C', async () => {
  const { url, running, terminal } = await started(join(temporaryFolder(), 'coming'))
  const page = await fetch(url)
  expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')])
  terminal.stop()
  expect(await running).toBe(0)
  await expect(fetch(url)).rejects.toThrow()
})

test('a port in use is told in one sentence with the next free one, and the exit code is 1', async () => {
  const folder = temporaryFolder()
  const { url, running, terminal } = await started(folder)
  const { port } = new URL(url)
  const answer = await run('serve', folder, '--port', port)
  expect(answer).toMatchObject({ code: 1, out: '' })
  expect(answer.err).toMatch(new RegExp(`^Port ${port} is in use\\. The next free one is \\d+\\.$`))
  terminal.stop()
  await running
})

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { serve } from '../../src/server/index.ts'
import type { Bench, Row } from './row.ts'

const GETS = 100_000
const CONNECTIONS = 32

const replacer = fileURLToPath(new URL('./children/replacer.ts', import.meta.url))

/** Reads a file over HTTP while another process replaces it as fast as it goes. */
export const bench: Bench = {
  name: 'torn-reads',
  async run(): Promise<Row[]> {
    const folder = mkdtempSync(join(tmpdir(), 'story-monitor-bench-'))
    const writer = spawn(process.execPath, ['--import', 'tsx', replacer, folder], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    const server = await serve(folder, { port: 0 })
    try {
      await once(writer.stdout, 'data')
      const seen = await readAll(`${server.url}/_progress.json`)
      writer.stdin.end()
      const [line] = await once(writer.stdout, 'data')
      const detail = `${Number(String(line)).toLocaleString('en')} replacements, ${seen.versions.toLocaleString('en')} seen`
      return [
        {
          figure: `${GETS.toLocaleString('en')} GETs while the file is replaced`,
          bar: '0 torn, 0 failed',
          measured: `${seen.torn} torn, ${seen.failed} failed (${detail})`,
          met: seen.torn === 0 && seen.failed === 0,
        },
      ]
    } finally {
      writer.kill()
      await server.close()
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

type Seen = { torn: number; failed: number; versions: number }

async function readAll(url: string): Promise<Seen> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  const seen: Seen = { torn: 0, failed: 0, versions: 0 }
  const numbers = new Set<number>()
  let left = GETS
  const reader = async () => {
    while (left > 0) {
      left -= 1
      const text = await textOf(url, agent)
      const number = text === undefined ? undefined : versionOf(text)
      if (text === undefined) seen.failed += 1
      else if (number === undefined) seen.torn += 1
      else numbers.add(number)
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, reader))
  agent.destroy()
  return { ...seen, versions: numbers.size }
}

/** Each version says its number first and last, and has a length of its own. */
function versionOf(text: string): number | undefined {
  const found = /^\{"first":(\d+),"filler":"(x*)","last":(\d+)\}$/.exec(text)
  const number = Number(found?.[1])
  return found?.[1] === found?.[3] && found?.[2]?.length === 500 + (number % 3000) ? number : undefined
}

const textOf = (url: string, agent: Agent): Promise<string | undefined> =>
  new Promise((resolve) => {
    get(url, { agent }, (response) => {
      let text = ''
      response.setEncoding('latin1')
      response.on('data', (part: string) => {
        text += part
      })
      response.on('error', () => resolve(undefined))
      response.on('end', () => resolve(response.statusCode === 200 ? text : undefined))
    }).on('error', () => resolve(undefined))
  })

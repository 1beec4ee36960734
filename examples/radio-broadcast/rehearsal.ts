import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/*
 * The pilot as it goes in life: the broadcast is killed twice and started again, paused and resumed, and ends with its
 * report; then what it left behind is checked. Usage: node --import tsx examples/radio-broadcast/rehearsal.ts <folder> [--fast]
 */
const [folderName, ...flags] = process.argv.slice(2)
if (folderName === undefined || folderName.startsWith('-')) {
  console.error('Say which folder the broadcast goes into: rehearsal <folder> [--fast]')
  process.exit(2)
}
const folder = resolve(folderName)
const main = fileURLToPath(new URL('./main.ts', import.meta.url))
const pausePath = join(folder, 'PAUSE')

for (const share of [20, 45]) {
  const killed = start()
  await until(`${share} % to be done`, killed, () => percent() >= share)
  killed.kill('SIGKILL')
  await once(killed, 'exit')
  console.log(`killed at ${percent()} %`)
}

const last = start()
await until('70 % to be done', last, () => percent() >= 70)
writeFileSync(pausePath, 'a listener called\n')
await until('the pause', last, () => status().status === 'paused')
const paused = finished()
await wait(500)
assert.deepEqual(finished(), paused, 'a programme was finished during the pause')
console.log(`paused at ${percent()} %, nothing moved`)
rmSync(pausePath)
const [code] = await once(last, 'exit')
assert.equal(code, 0, 'the broadcast did not complete')

const ids = finished()
assert.equal(ids.length, 112)
assert.equal(new Set(ids).size, 112, 'a programme was finished twice')
assert.equal(readdirSync(join(folder, 'scripts')).length, 112)
const report: { gate: { state: string }; segments: { completed: number } } = json('production-report.json')
assert.equal(report.segments.completed, 112)
assert.equal(report.gate.state, 'passed')
for (const kind of ['md', 'html']) assert.ok(existsSync(join(folder, `production-report.${kind}`)))
console.log(`112 programmes, each finished once; the report is ${join(folder, 'production-report.html')}`)

function start(): ChildProcess {
  const args = [...process.execArgv, main, folder, '--chaos', ...flags]
  return spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] })
}

function json(name: string) {
  return JSON.parse(readFileSync(join(folder, name), 'utf8'))
}

function status(): { status: string; progress_percent: number } {
  return existsSync(join(folder, 'LIVE_STATUS.json'))
    ? json('LIVE_STATUS.json')
    : { status: 'none', progress_percent: 0 }
}

function percent(): number {
  return status().progress_percent
}

/** The programmes that are finished; a line that a kill has torn is none. */
function finished(): string[] {
  const lines = readFileSync(join(folder, '_segments.jsonl'), 'utf8').split('\n')
  return lines.flatMap((line) => {
    const id = /^\{"id":"([^"]+)".*\}$/.exec(line)?.[1]
    return id === undefined ? [] : [id]
  })
}

async function until(what: string, child: ChildProcess, question: () => boolean): Promise<void> {
  while (!question()) {
    assert.equal(child.exitCode, null, `the broadcast ended before ${what}`)
    await wait(20)
  }
}

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'
import { identityOf, processPresence } from '../../src/files/index.ts'
import { until } from '../support/until.ts'

/** A shell command whose process the test may look at; it ends with the test. */
function startShell(command: string) {
  const child = spawn('sh', ['-c', command], { stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const { pid } = child
  if (pid === undefined) throw new Error('sh could not be started')
  return { child, pid, lines: createInterface({ input: child.stdout }) }
}

const stateOf = (pid: number) => readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '')[0]

/** This process's start id with one of its parts (boot, namespace, tick) exchanged. */
function startIdWith(change: { boot?: string; space?: string; tick?: string }): string {
  const [boot, space, tick] = (identityOf().processStartId ?? '').split('-')
  return [change.boot ?? boot, change.space ?? space, change.tick ?? tick].join('-')
}

test('this process has a pid, a host, a start time and an exact start id', () => {
  const identity = identityOf()
  expect(identity).toMatchObject({ pid: process.pid, host: hostname() })
  expect(identity.processStartId).toMatch(/^[0-9a-f]{8}-\d+-\d+$/)
  const started = Date.now() - process.uptime() * 1000
  expect(Math.abs(Date.parse(identity.processStartedTs ?? '') - started)).toBeLessThan(2500)
  expect(processPresence(identity)).toBe('present')
})

test('another process is present while it runs, also when it is stopped, and gone after its end', async () => {
  const { child, pid } = startShell('exec sleep 60')
  const identity = identityOf(pid)
  expect(processPresence(identity)).toBe('present')
  child.kill('SIGSTOP')
  await until('the process to be stopped', () => stateOf(pid) === 'T')
  expect(processPresence(identity)).toBe('present')
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(processPresence(identity)).toBe('gone')
})

test('a process that ended and was never collected by its parent is gone', async () => {
  const parent = startShell('exec 3<&0; cat <&3 & echo $!; exec sleep 60')
  const [line] = await once(parent.lines, 'line')
  const pid = Number(line)
  // A shell would collect its child; what it has become by then does not.
  await until('the shell to become sleep', () =>
    readFileSync(`/proc/${parent.pid}/comm`, 'utf8').startsWith('sleep'),
  )
  parent.child.stdin.end()
  await until('the child to be a zombie', () => stateOf(pid) === 'Z')
  expect(processPresence({ pid, host: hostname() })).toBe('gone')
  expect(identityOf(pid)).toEqual({ pid, host: hostname() })
})

test('a process of somebody else is present', () => {
  expect(processPresence({ pid: 1, host: hostname() })).toBe('present')
})

test('a pid that was given to a later process is not the process that wrote', () => {
  const { pid, host } = identityOf()
  expect(processPresence({ pid, host, processStartId: startIdWith({ tick: '1' }) })).toBe('gone')
  expect(processPresence({ pid, host, processStartedTs: '2020-01-01T00:00:00Z' })).toBe('gone')
})

test('the same pid and tick of another boot is another process', () => {
  const { pid, host } = identityOf()
  expect(processPresence({ pid, host, processStartId: startIdWith({ boot: '00000000' }) })).toBe('gone')
})

test('what lives in another pid namespace of this host can not be seen from here', () => {
  const { pid, host } = identityOf()
  expect(processPresence({ pid, host, processStartId: startIdWith({ space: '1' }) })).toBe('unknown')
})

test('a start time to the second, in any offset, names this process; one that is no time says nothing', () => {
  const { pid, host, processStartedTs = '' } = identityOf()
  const started = new Date(processStartedTs)
  const toTheSecond = `${new Date(Math.floor(started.getTime() / 1000) * 1000).toISOString().slice(0, 19)}Z`
  const elsewhere = `${new Date(started.getTime() + 2 * 3_600_000).toISOString().slice(0, 23)}+02:00`
  for (const processStartedTs of [toTheSecond, elsewhere, 'yesterday', '']) {
    expect(processPresence({ pid, host, processStartedTs }), processStartedTs).toBe('present')
  }
})

test.each([
  ['another host', { pid: process.pid, host: 'some-other-host' }],
  ['no host', { pid: process.pid }],
  ['no pid', { host: hostname() }],
  ['pid 0', { pid: 0, host: hostname() }],
  ['a process group', { pid: -1, host: hostname() }],
  ['half a pid', { pid: 1.5, host: hostname() }],
  ['no number', { pid: Number.NaN, host: hostname() }],
  ['a pid past every number', { pid: 2 ** 60, host: hostname() }],
])('%s is unknown', (_what, identity) => {
  expect(processPresence(identity)).toBe('unknown')
})

test('a pid that no system gives is gone', () => {
  expect(processPresence({ pid: 2 ** 31 - 1, host: hostname() })).toBe('gone')
  expect(processPresence({ pid: 2 ** 40, host: hostname() })).toBe('gone')
})

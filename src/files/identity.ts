import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/**
 * Which process wrote a file. A pid alone is reused; with the host and the process's own start it names one process.
 * `processStartId` is exact where the system tells (Linux: boot, pid namespace and start tick; macOS: start second).
 */
export type ProcessIdentity = {
  pid: number
  host: string
  processStartedTs?: string
  processStartId?: string
}

export type ProcessPresence = 'present' | 'gone' | 'unknown'

const HOST = hostname()

/** Six letters that stand for this host in the names of temp files and locks. */
export const HOST_TAG = createHash('sha256').update(HOST).digest('hex').slice(0, 6)

/** The clock that the kernel counts process starts in, per second; fixed at 100 in every Linux that Node runs on. */
const TICKS_PER_SECOND = 100

const START_TOLERANCE_MS = 2500

/**
 * The identity of a running process of this machine.
 *
 * @param pid default: this process
 * @returns without start fields when the process isn't there or the system doesn't tell
 * @example identityOf(process.pid).host // 'studio-1'
 */
export function identityOf(pid: number = process.pid): ProcessIdentity {
  if (pid === process.pid) {
    ownIdentity ??= { ...lookUp(pid), processStartedTs: startOfThisProcess() }
    return ownIdentity
  }
  return lookUp(pid)
}

let ownIdentity: ProcessIdentity | undefined

const startOfThisProcess = () => new Date(Date.now() - process.uptime() * 1000).toISOString()

function lookUp(pid: number): ProcessIdentity {
  const startId = startIdOf(pid)
  const startedMs = startId === undefined ? undefined : startedMsOf(startId)
  return {
    pid,
    host: HOST,
    ...(startId === undefined ? {} : { processStartId: startId }),
    ...(startedMs === undefined ? {} : { processStartedTs: new Date(startedMs).toISOString() }),
  }
}

/**
 * Whether the process that an identity names is there now.
 *
 * @returns `unknown` for another host, for an identity without pid or host, and for another pid namespace
 * @example processPresence({ pid: 999999, host: hostname() }) // 'gone'
 */
export function processPresence(identity: {
  pid?: number | undefined
  host?: string | undefined
  processStartedTs?: string | undefined
  processStartId?: string | undefined
}): ProcessPresence {
  const { pid, host } = identity
  if (pid === undefined || host !== HOST || !Number.isSafeInteger(pid) || pid <= 0) return 'unknown'
  if (otherNamespace(identity.processStartId)) return 'unknown'
  if (!pidExists(pid)) return 'gone'
  const startId = startIdOf(pid)
  // It went between the two looks, or it is a zombie that nobody has collected.
  if (startId === undefined) return process.platform === 'linux' ? 'gone' : 'present'
  if (identity.processStartId !== undefined) return identity.processStartId === startId ? 'present' : 'gone'
  return startedTogether(identity.processStartedTs, startId) ? 'present' : 'gone'
}

/** A writer in another language gives a start time, perhaps to the second; without one the pid has to do. */
function startedTogether(startedTs: string | undefined, startId: string): boolean {
  const claimed = startedTs === undefined ? Number.NaN : Date.parse(startedTs)
  const actual = startedMsOf(startId)
  if (Number.isNaN(claimed) || actual === undefined) return true
  return Math.abs(claimed - actual) <= START_TOLERANCE_MS
}

function pidExists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it is there and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function startIdOf(pid: number): string | undefined {
  if (process.platform === 'linux') return linuxStartId(pid)
  if (process.platform === 'darwin') return darwinStartId(pid)
  return undefined
}

function linuxStartId(pid: number): string | undefined {
  const text = readOr(() => readFileSync(`/proc/${pid}/stat`, 'latin1'))
  if (text === undefined) return undefined
  // The command's name stands in parentheses and may hold spaces and parentheses itself.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const state = fields[0]
  const startTicks = fields[19]
  if (state === 'Z' || state === 'X' || startTicks === undefined) return undefined
  return `${linuxPlace()}-${startTicks}`
}

let place: string | undefined

/** This boot and pid namespace: the same tick of another boot is another process. */
function linuxPlace(): string {
  place ??= `${(readOr(() => readFileSync('/proc/sys/kernel/random/boot_id', 'latin1')) ?? 'boot').slice(0, 8)}-${
    readOr(() => readlinkSync('/proc/self/ns/pid'))?.replaceAll(/\D/g, '') ?? '0'
  }`
  return place
}

function otherNamespace(startId: string | undefined): boolean {
  if (startId === undefined || process.platform !== 'linux') return false
  const [boot, space] = startId.split('-')
  const [ownBoot, ownSpace] = linuxPlace().split('-')
  return boot === ownBoot && space !== ownSpace
}

function darwinStartId(pid: number): string | undefined {
  const text = readOr(() =>
    execFileSync('/bin/ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }),
  )
  const started = text === undefined ? Number.NaN : Date.parse(text.trim())
  return Number.isNaN(started) ? undefined : `darwin-${started}`
}

function startedMsOf(startId: string): number | undefined {
  const last = Number(startId.split('-').at(-1))
  if (!Number.isFinite(last)) return undefined
  if (process.platform === 'darwin') return last
  const uptime = Number(readOr(() => readFileSync('/proc/uptime', 'latin1'))?.split(' ')[0])
  if (!Number.isFinite(uptime)) return undefined
  return Date.now() - (uptime - last / TICKS_PER_SECOND) * 1000
}

/** What the system doesn't tell is not known; that is an answer, not an error. */
function readOr<Value>(read: () => Value): Value | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

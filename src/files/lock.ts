import { randomBytes } from 'node:crypto'
import { lstatSync, readlinkSync, symlinkSync, unlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { StoryMonitorError } from '../errors.ts'
import { HOST_TAG, identityOf, type ProcessPresence, processPresence } from './identity.ts'
import { systemCode, systemReason } from './system-error.ts'

/** Nobody holds a lock for longer than one write; a minute of trying means that something is wrong. */
const DEFAULT_TIMEOUT_MS = 60_000
/** The holder on another host can't be asked whether it lives; its lock is broken after this. */
const FOREIGN_AGE_MS = 10 * 60 * 1000
const FIRST_WAIT_MS = 0.2
const LONGEST_WAIT_MS = 8

/**
 * Runs a function while holding the cross-process lock of a file: `<path>.lock`, a symbolic link whose target names the
 * holder, because making one is atomic and tells who holds it in the same step. A dead holder's lock is broken; a
 * live one's never, however long it takes (a stopped process may wake up in the middle of its write).
 *
 * @param options `timeoutMs`: default 60,000
 * @throws StoryMonitorError LOCKED when somebody else holds it for too long, WRITE_FAILED when it can't be made
 * @example withLock('/stories/one/_progress.json', () => writeFileAtomic('/stories/one/_progress.json', '{}'))
 */
export function withLock<Result>(
  path: string,
  work: () => Result,
  options: { timeoutMs?: number } = {},
): Result {
  const lock = `${path}.lock`
  take(lock, options.timeoutMs ?? DEFAULT_TIMEOUT_MS)
  held.add(lock)
  try {
    return work()
  } finally {
    held.delete(lock)
    release(lock)
  }
}

function take(lock: string, timeoutMs: number): void {
  const end = performance.now() + timeoutMs
  let wait = FIRST_WAIT_MS
  while (!made(lock)) {
    const holder = holderOf(lock)
    if (performance.now() > end) throw locked(lock, holder)
    if (holder !== undefined && isDead(holder, lock)) breakLock(lock, holder)
    else {
      pause(wait * (0.5 + Math.random()))
      wait = Math.min(wait * 1.6, LONGEST_WAIT_MS)
    }
  }
}

/** Whether this process made the link just now. */
function made(lock: string): boolean {
  try {
    symlinkSync(ownName(), lock)
    return true
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false
    throw new StoryMonitorError('WRITE_FAILED', `Can't make the lock ${lock}: ${systemReason(error)}.`, {
      cause: error,
    })
  }
}

/** The locks that are held right now: one of our own name that isn't among them could not be removed at its time. */
const held = new Set<string>()

let name: string | undefined

const ownName = (): string => {
  // Threads share the pid: the fourth part tells one copy of this module from another. The last is for people.
  name ??= [
    HOST_TAG,
    process.pid,
    identityOf().processStartId ?? '',
    randomBytes(4).toString('hex'),
    hostname(),
  ].join('~')
  return name
}

function holderOf(lock: string): string | undefined {
  try {
    return readlinkSync(lock)
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    // A plain file of somebody else's stands in the way.
    return ''
  }
}

function isDead(holder: string, lock: string): boolean {
  if (holder === ownName()) return !held.has(lock)
  if (presenceOf(holder) === 'gone') return true
  if (holder.startsWith(`${HOST_TAG}~`)) return false
  const stat = lstatSync(lock, { throwIfNoEntry: false })
  return stat?.isSymbolicLink() === true && Date.now() - stat.mtimeMs > FOREIGN_AGE_MS
}

/** Whether the process that a lock names is there; unknown for one of another host. */
function presenceOf(holder: string): ProcessPresence {
  const [hostTag, pid, startId] = holder.split('~')
  if (hostTag !== HOST_TAG) return 'unknown'
  return processPresence({ pid: Number(pid), host: hostname(), processStartId: startId || undefined })
}

/**
 * Only one may break at a time and must look again when it is its turn: otherwise a slow second breaker would remove the
 * lock that a quick third process has just taken. The mark of a breaker that died is such a lock itself, and is broken in
 * the same way: removed without a turn of its own, it could be the mark of the next one by then.
 */
function breakLock(lock: string, dead: string): void {
  const breaking = `${lock}.break`
  if (!made(breaking)) {
    const breaker = holderOf(breaking)
    if (breaker !== undefined && isDead(breaker, breaking)) breakLock(breaking, breaker)
    pause(FIRST_WAIT_MS)
    return
  }
  held.add(breaking)
  try {
    if (holderOf(lock) === dead && isDead(dead, lock)) remove(lock)
  } finally {
    held.delete(breaking)
    remove(breaking)
  }
}

/** Somebody on another host may have broken a lock that was held for very long: then it is theirs, not ours. */
function release(lock: string): void {
  if (holderOf(lock) === ownName()) remove(lock)
}

function remove(path: string): void {
  try {
    unlinkSync(path)
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return
    throw new StoryMonitorError('WRITE_FAILED', `Can't remove the lock ${path}: ${systemReason(error)}.`, {
      cause: error,
    })
  }
}

const sleeper = new Int32Array(new SharedArrayBuffer(4))

/** A wait without the event loop: the calls that need the lock are synchronous. */
function pause(milliseconds: number): void {
  Atomics.wait(sleeper, 0, 0, milliseconds)
}

const ALIVE = {
  present: 'which is alive. Wait for it, end it,',
  gone: 'which is dead. Try again,',
  unknown: 'and nobody here can tell whether it is alive. Wait for it,',
} as const

/** Names the holder, since when, and whether it is alive, as far as the lock tells. */
function locked(lock: string, holder: string | undefined): StoryMonitorError {
  const since = lstatSync(lock, { throwIfNoEntry: false })?.mtime.toISOString()
  const [hostTag, pid, , , host = 'another host'] = holder?.split('~') ?? []
  const process =
    pid === undefined ? 'another process' : `process ${pid} on ${hostTag === HOST_TAG ? hostname() : host}`
  const who = since === undefined ? process : `${process} since ${since}`
  return new StoryMonitorError(
    'LOCKED',
    `${lock} is held by ${who}, ${ALIVE[presenceOf(holder ?? '')]} or remove that file if nobody works in the folder.`,
  )
}

import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { PAUSE_FILENAME, productionCommand } from '../contract/index.ts'
import { StoryMonitorError } from '../errors.ts'
import { readFileOnce, stampOf, systemReason, writeFileAtomic } from '../files/index.ts'
import type { Warnings } from '../host/index.ts'
import { isLeftOver, isOfThisProcess, noteOfThisProcess, type PauseNote, readNote } from './pause-note.ts'

/**
 * A look costs microseconds and works on every file system, network folders included; a watcher of this folder would
 * wake for each of the monitor's own writes.
 */
const LOOK_EVERY_MS = 100

export const pausePath = (folder: string): string => join(folder, PAUSE_FILENAME)

/**
 * Asks a run to pause: no further segment starts until the file is taken away.
 *
 * @example pauseRun('/runs/one', 'checking the voices')
 */
export function pauseRun(folder: string, reason = ''): void {
  writeFileAtomic(pausePath(folder), `${reason}\n`)
}

/**
 * Lets a paused run go on.
 *
 * @returns whether it was paused
 * @throws StoryMonitorError WRITE_FAILED when the file can't be taken away
 */
export function resumeRun(folder: string): boolean {
  const path = pausePath(folder)
  if (stampOf(path) === undefined) return false
  try {
    rmSync(path)
    return true
  } catch (error) {
    const advice = 'Take it away by hand to go on.'
    throw new StoryMonitorError('WRITE_FAILED', `Can't remove ${path}: ${systemReason(error)}. ${advice}`, {
      cause: error,
    })
  }
}

/** Why a folder is paused, or undefined when it isn't: what a process that is gone meant for itself holds nobody. */
export function pauseReason(folder: string): string | undefined {
  const note = pauseNote(folder)
  return note === undefined || isLeftOver(note) ? undefined : note.reason
}

/** What PAUSE says, where it is there. Whatever stands there counts, a folder too. */
function pauseNote(folder: string): PauseNote | undefined {
  const path = pausePath(folder)
  if (stampOf(path) === undefined) return undefined
  try {
    const text = readFileOnce(path, { maxBytes: 64 * 1024 })?.bytes.toString('utf8')
    return text === undefined ? undefined : readNote(text)
  } catch (error) {
    return readNote(error instanceof Error ? error.message : '')
  }
}

/**
 * Takes away a PAUSE that only a process meant which is gone: after one Ctrl+C and a kill nobody is there to press again.
 *
 * @returns what to tell, or undefined where there was none
 * @throws StoryMonitorError WRITE_FAILED when it can't be taken away; it holds nobody all the same
 */
export function takeLeftOver(folder: string): string | undefined {
  const note = pauseNote(folder)
  if (note === undefined || !isLeftOver(note)) return undefined
  resumeRun(folder)
  return `PAUSE in ${folder} was of process ${note.writer?.pid}, which is gone (${note.reason}). It is taken away, and the run goes on.`
}

/** Since when PAUSE is there, as ISO 8601; undefined where it isn't. */
export function pausedSince(folder: string): string | undefined {
  const stamp = stampOf(pausePath(folder))
  return stamp && new Date(Number(stamp.mtimeNs / 1_000_000n)).toISOString()
}

/**
 * That a start waits, since when, why, and what to type.
 *
 * @example waitingWords('/runs/one') // 'PAUSE is in /runs/one since 2026-… (checking the voices), so …'
 */
export function waitingWords(folder: string): string {
  const reason = pauseReason(folder)
  const why = reason ? ` (${reason})` : ''
  const advice = `Go on with: ${productionCommand(folder, 'resume')}`
  return `PAUSE is in ${folder} since ${pausedSince(folder) ?? 'just now'}${why}, so a run waits there. ${advice}`
}

/** Watches the PAUSE file of a run. */
export class PauseFile {
  readonly #folder: string
  readonly #warnings: Warnings
  readonly #changed: (reason: string | undefined) => void
  #reason: string | undefined
  /** A pause that could not be written yet (full disk): it holds all the same, and is written when that works. */
  #unwritten: string | undefined
  /** What this run itself asked for, as the file has it. */
  #own: string | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(folder: string, warnings: Warnings, changed: (reason: string | undefined) => void) {
    this.#folder = folder
    this.#warnings = warnings
    this.#changed = changed
  }

  get reason(): string | undefined {
    return this.#reason
  }

  watch(): void {
    // It keeps the process alive: a paused run waits for nothing else.
    this.#timer = setInterval(() => this.look(), LOOK_EVERY_MS)
    this.look()
  }

  close(): void {
    clearInterval(this.#timer)
  }

  /** Looks now. @returns the reason, or undefined when the run may go on */
  look(): string | undefined {
    if (this.#unwritten !== undefined) this.#write(this.#unwritten)
    const reason =
      this.#unwritten === undefined ? pauseReason(this.#folder) : readNote(this.#unwritten).reason
    const before = this.#reason
    this.#reason = reason
    if (reason !== before) this.#changed(reason)
    return reason
  }

  request(reason: string): void {
    if (this.look() === undefined) this.#write(reason)
    else return
    this.#own = this.look()
  }

  /** The same for a pause that only this process means: it goes with it. */
  requestForThisProcess(reason: string): void {
    if (this.look() === undefined) this.#write(noteOfThisProcess(reason))
    this.look()
  }

  /** Takes away what only this process meant; a PAUSE of anybody else stays. */
  removeForThisProcess(): void {
    const note = this.#unwritten === undefined ? pauseNote(this.#folder) : readNote(this.#unwritten)
    if (note !== undefined && isOfThisProcess(note)) this.remove()
  }

  /** The list is through: what this run paused itself for asks nobody any more. A person's PAUSE stays. */
  removeOwn(): void {
    if (this.#own !== undefined && this.look() === this.#own) this.remove()
  }

  remove(): void {
    this.#unwritten = undefined
    try {
      resumeRun(this.#folder)
    } catch (error) {
      this.#warnings.begin('PAUSE', error)
    }
    this.look()
  }

  #write(text: string): void {
    try {
      pauseRun(this.#folder, text)
      this.#unwritten = undefined
      this.#warnings.over('PAUSE')
    } catch (error) {
      this.#unwritten = text
      this.#warnings.begin('PAUSE', error)
    }
  }
}

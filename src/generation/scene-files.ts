import { basename, join } from 'node:path'
import { type GenerationState, generationFileName, type StepHolder } from '../contract/index.ts'
import { StoryMonitorError } from '../errors.ts'
import {
  identityOf,
  isFolder,
  makeFolder,
  processPresence,
  sweepOrphans,
  withLock,
  writeFileAtomic,
} from '../files/index.ts'
import type { Surroundings } from './holder.ts'
import { type Loaded, load, MAX_SCENE_BYTES } from './load.ts'
import type { Outcome, Refusal, Transition } from './refusal.ts'
import { corrupted, newerVersion, noState } from './refusals.ts'
import { newerFormat } from './state.ts'
import { isoSeconds } from './time.ts'

/** The state files of a workspace: read one, make one, or change one under its lock. */
export class SceneFiles {
  readonly #workspace: string
  readonly #lockTimeoutMs: number
  #swept = false

  constructor(workspace: string, lockTimeoutMs: number) {
    this.#workspace = workspace
    this.#lockTimeoutMs = lockTimeoutMs
  }

  /** Reads a state for something that changes nothing; one of a newer version can be looked at. */
  read<Report>(
    sceneId: string,
    use: (state: GenerationState, around: Surroundings) => Outcome<Report>,
  ): Outcome<Report> {
    const loaded = this.#load(sceneId)
    if (loaded.kind !== 'state') return refused(this.#refusalOf(sceneId, loaded))
    return use(loaded.state, surroundings())
  }

  /** Makes the first state of a scene where there is none. */
  create<Report>(
    sceneId: string,
    first: (now: string) => GenerationState,
    describe: (state: GenerationState, created: boolean, around: Surroundings) => Report,
  ): Outcome<Report> {
    makeFolder(this.#workspace)
    return this.#locked(sceneId, () => {
      const loaded = this.#load(sceneId)
      const around = surroundings()
      if (loaded.kind === 'state') return { ok: true, report: describe(loaded.state, false, around) }
      if (loaded.kind !== 'absent') return refused(this.#refusalOf(sceneId, loaded))
      const state = first(around.now)
      this.#write(state)
      return { ok: true, report: describe(state, true, around) }
    })
  }

  /** Applies a transition; a refusal, or the same state again, writes nothing. */
  change<Facts, Report>(
    sceneId: string,
    transition: (state: GenerationState, around: Surroundings) => Transition<Facts>,
    describe: (state: GenerationState, facts: Facts, around: Surroundings) => Report,
  ): Outcome<Report> {
    if (!isFolder(this.#workspace)) return refused(noState(sceneId))
    return this.#locked(sceneId, () => {
      const loaded = this.#load(sceneId)
      if (loaded.kind !== 'state') return refused(this.#refusalOf(sceneId, loaded))
      const newer = newerFormat(loaded.state)
      if (newer !== undefined) return refused(newerVersion(sceneId, newer))
      const around = surroundings()
      const result = transition(loaded.state, around)
      if ('refusal' in result) return refused(result.refusal)
      if (result.state !== loaded.state) this.#write(result.state)
      return { ok: true, report: describe(result.state, result.facts, around) }
    })
  }

  /** How a person names the file: from the folder that holds the workspace. */
  shownPath(sceneId: string): string {
    return `${basename(this.#workspace)}/${generationFileName(sceneId)}`
  }

  #locked<Result>(sceneId: string, work: () => Result): Result {
    return withLock(this.#path(sceneId), work, { timeoutMs: this.#lockTimeoutMs })
  }

  #path(sceneId: string): string {
    return join(this.#workspace, generationFileName(sceneId))
  }

  #load(sceneId: string): Loaded {
    return load(this.#workspace, generationFileName(sceneId), sceneId)
  }

  #write(state: GenerationState): void {
    if (!this.#swept) sweepOrphans(this.#workspace)
    this.#swept = true
    const bytes = Buffer.from(`${JSON.stringify(state, null, 2)}\n`)
    if (bytes.length > MAX_SCENE_BYTES) throw tooLarge(state.scene_id)
    writeFileAtomic(this.#path(state.scene_id), bytes)
  }

  #refusalOf(sceneId: string, loaded: Exclude<Loaded, { kind: 'state' }>): Refusal {
    if (loaded.kind === 'absent') return noState(sceneId)
    if (loaded.kind === 'newer') return newerVersion(sceneId, loaded.version)
    return corrupted(sceneId, this.shownPath(sceneId), loaded.problem)
  }
}

/** What could not be read again must not be written. */
const tooLarge = (sceneId: string): StoryMonitorError =>
  new StoryMonitorError(
    'TOO_LARGE',
    `The state of scene ${sceneId} would have more than ${MAX_SCENE_BYTES / 1024 / 1024} MB. Put long texts into a file and give its path.`,
  )

const refused = (refusal: Refusal): { ok: false; refusal: Refusal } => ({ ok: false, refusal })

const surroundings = (): Surroundings => ({
  now: isoSeconds(new Date()),
  self: identityOf(),
  presenceOf,
})

const presenceOf = (holder: StepHolder) =>
  processPresence({
    pid: holder.pid,
    host: holder.host,
    processStartedTs: holder.process_started_at,
    processStartId: holder.process_start_id,
  })

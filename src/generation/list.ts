import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type GenerationState, WORKFLOW_STATUSES } from '../contract/index.ts'
import { StoryMonitorError } from '../errors.ts'
import { readFileOnce, type Stamp, sameStamp, stampOf, systemCode, systemReason } from '../files/index.ts'
import { type Loaded, load, parse } from './load.ts'
import {
  elapsedSeconds,
  GENERATION_FILE,
  type ListFilter,
  type ListReport,
  type ListSort,
  present,
  type SceneRow,
} from './reports.ts'
import { isTerminal } from './state.ts'

type Entry = { stamp: Stamp | undefined; loaded: Loaded }

/** All scenes of a workspace. Files that have not changed since the last look are not read again. */
export class SceneList {
  readonly #workspace: string
  readonly #seen = new Map<string, Entry>()

  constructor(workspace: string) {
    this.#workspace = workspace
  }

  report(filter: ListFilter, sortBy: ListSort, now: string): ListReport {
    const scenes: SceneRow[] = []
    const corrupted: ListReport['corrupted'] = []
    for (const { file, sceneId, loaded } of this.#look()) {
      if (loaded.kind === 'state') {
        if (matches(loaded.state, filter)) scenes.push(rowOf(loaded.state, now))
      } else if (loaded.kind !== 'absent' && (filter === 'all' || filter === 'failed')) {
        const problem =
          loaded.kind === 'newer' ? `Written by a newer version (format ${loaded.version}).` : loaded.problem
        corrupted.push({ sceneId, file, problem })
      }
    }
    corrupted.sort((one, other) => compare(one.sceneId, other.sceneId))
    return { kind: 'generation_list', filter, sortBy, scenes: scenes.sort(ORDERS[sortBy]), corrupted }
  }

  #look(): { file: string; sceneId: string; loaded: Loaded }[] {
    const found = namesIn(this.#workspace)
    const names = new Set(found.map(({ file }) => file))
    for (const name of this.#seen.keys()) if (!names.has(name)) this.#seen.delete(name)
    return found.map(({ file, sceneId, plain }) => ({
      file,
      sceneId,
      loaded: this.#load(file, sceneId, plain),
    }))
  }

  #load(file: string, sceneId: string, plain: boolean): Loaded {
    // A link goes through the gate every time: where it leads may change without its stamp.
    if (!plain) return load(this.#workspace, file, sceneId)
    const path = join(this.#workspace, file)
    const seen = this.#seen.get(file)
    if (seen !== undefined && sameStamp(seen.stamp, stampOf(path))) return seen.loaded
    const entry = readEntry(path, sceneId)
    this.#seen.set(file, entry)
    return entry.loaded
  }
}

function readEntry(path: string, sceneId: string): Entry {
  try {
    const file = readFileOnce(path)
    if (file === undefined) return { stamp: undefined, loaded: { kind: 'absent' } }
    return { stamp: file.stamp, loaded: parse(file.bytes, path, sceneId) }
  } catch (error) {
    if (!(error instanceof StoryMonitorError)) throw error
    return { stamp: undefined, loaded: { kind: 'corrupted', problem: error.message } }
  }
}

function namesIn(workspace: string): { file: string; sceneId: string; plain: boolean }[] {
  try {
    return readdirSync(workspace, { withFileTypes: true }).flatMap((entry) => {
      const sceneId = GENERATION_FILE.exec(entry.name)?.[1]
      return sceneId === undefined ? [] : [{ file: entry.name, sceneId, plain: entry.isFile() }]
    })
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return []
    throw new StoryMonitorError('NOT_FOUND', `Can't list ${workspace}: ${systemReason(error)}.`, {
      cause: error,
    })
  }
}

function matches(state: GenerationState, filter: ListFilter): boolean {
  switch (filter) {
    case 'all':
      return true
    case 'active':
      return !isTerminal(state)
    case 'failed':
      return state.workflow_status === 'FAILED'
    case 'completed':
      return state.workflow_status === 'COMPLETED'
  }
}

function rowOf(state: GenerationState, now: string): SceneRow {
  return {
    sceneId: state.scene_id,
    status: state.workflow_status,
    currentStep: state.current_step ?? 1,
    currentPhase: state.current_phase ?? '',
    ...present('startedAt', state.started_at),
    ...present('durationSeconds', elapsedSeconds(state, now)),
    actions: actionsOf(state),
  }
}

function actionsOf(state: GenerationState): SceneRow['actions'] {
  if (state.workflow_status === 'COMPLETED') return ['get_generation_status']
  if (isTerminal(state)) return ['get_generation_status', 'resume_generation']
  return ['get_generation_status', 'cancel_generation']
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

type Order = (one: SceneRow, other: SceneRow) => number
const byScene: Order = (one, other) => compare(one.sceneId, other.sceneId)

const ORDERS: { readonly [sort in ListSort]: Order } = {
  scene_id: byScene,
  // The newest first: that is what people look for.
  started_at: (one, other) => compare(other.startedAt ?? '', one.startedAt ?? '') || byScene(one, other),
  status: (one, other) =>
    WORKFLOW_STATUSES.indexOf(one.status) - WORKFLOW_STATUSES.indexOf(other.status) || byScene(one, other),
}

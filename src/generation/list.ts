import { readdirSync } from 'node:fs'
import { type GenerationState, timeOf, WORKFLOW_STATUSES, type WorkflowStatus } from '../contract/index.ts'
import { StoryMonitorError } from '../errors.ts'
import {
  isFolder,
  readFileOnce,
  type Stamp,
  sameStamp,
  stampOf,
  systemCode,
  systemReason,
} from '../files/index.ts'
import { endedMs } from './describe.ts'
import { type Loaded, load, parse } from './load.ts'
import { present } from './present.ts'
import { GENERATION_FILE, type ListFilter, type ListReport, type ListSort, type SceneRow } from './reports.ts'
import { isTerminal, newerFormat } from './state.ts'

/** What the list keeps of a file: little enough for ten thousand of them. */
type Summary =
  | { kind: 'scene'; row: SceneRow; startedMs?: number; endedMs?: number }
  | { kind: 'corrupted'; problem: string }
  | { kind: 'absent' }

type Look = { filter: ListFilter; sortBy: ListSort; limit: number }

/** All scenes of a workspace. Files that have not changed since the last look are not read again. */
export class SceneList {
  readonly #workspace: string
  readonly #seen = new Map<string, { stamp: Stamp; summary: Summary }>()

  constructor(workspace: string) {
    this.#workspace = workspace
  }

  report({ filter, sortBy, limit }: Look, nowMs: number): ListReport {
    const found: Extract<Summary, { kind: 'scene' }>[] = []
    const corrupted: ListReport['corrupted'] = []
    for (const { file, sceneId, summary } of this.#look()) {
      if (summary.kind === 'scene' && matches(summary.row.status, filter)) found.push(summary)
      if (summary.kind === 'corrupted' && (filter === 'all' || filter === 'failed')) {
        corrupted.push({ sceneId, file, problem: summary.problem })
      }
    }
    found.sort((one, other) => ORDERS[sortBy](one.row, other.row))
    corrupted.sort((one, other) => compare(one.sceneId, other.sceneId))
    const scenes = found.slice(0, limit).map(({ row, startedMs, endedMs = nowMs }) => ({
      ...row,
      ...(startedMs === undefined ? {} : { durationSeconds: Math.max(0, (endedMs - startedMs) / 1000) }),
    }))
    const empty = this.#seen.size === 0 && scenes.length === 0
    return {
      kind: 'generation_list',
      filter,
      sortBy,
      workspace: this.#workspace,
      workspaceExists: !empty || isFolder(this.#workspace),
      total: found.length,
      scenes,
      corrupted,
    }
  }

  #look(): { file: string; sceneId: string; summary: Summary }[] {
    const found = namesIn(this.#workspace)
    const names = new Set(found.map(({ file }) => file))
    for (const name of this.#seen.keys()) if (!names.has(name)) this.#seen.delete(name)
    return found.map(({ file, sceneId, plain }) => ({
      file,
      sceneId,
      summary: this.#summary(file, sceneId, plain),
    }))
  }

  #summary(file: string, sceneId: string, plain: boolean): Summary {
    // A link goes through the gate every time: where it leads may change without its stamp.
    if (!plain) return summaryOf(load(this.#workspace, file, sceneId))
    // Ten thousand of them: joining would put each in order again.
    const path = `${this.#workspace}/${file}`
    const seen = this.#seen.get(file)
    if (seen !== undefined && sameStamp(seen.stamp, stampOf(path))) return seen.summary
    const { stamp, summary } = readSummary(path, sceneId)
    if (stamp === undefined) this.#seen.delete(file)
    else this.#seen.set(file, { stamp, summary })
    return summary
  }
}

function readSummary(path: string, sceneId: string): { stamp?: Stamp; summary: Summary } {
  try {
    const file = readFileOnce(path)
    if (file === undefined) return { summary: { kind: 'absent' } }
    return { stamp: file.stamp, summary: summaryOf(parse(file.bytes, path, sceneId)) }
  } catch (error) {
    if (!(error instanceof StoryMonitorError)) throw error
    return { summary: { kind: 'corrupted', problem: error.message } }
  }
}

function summaryOf(loaded: Loaded): Summary {
  if (loaded.kind === 'newer') {
    return { kind: 'corrupted', problem: `Written by a newer version (format ${loaded.version}).` }
  }
  if (loaded.kind !== 'state') return loaded
  const { state } = loaded
  return {
    kind: 'scene',
    row: {
      sceneId: state.scene_id,
      status: state.workflow_status,
      currentStep: state.current_step ?? 1,
      currentPhase: state.current_phase ?? '',
      ...present('startedAt', state.started_at),
      ...present('newerFormat', newerFormat(state)),
      actions: actionsOf(state),
    },
    ...present('startedMs', timeOf(state.started_at)),
    ...present('endedMs', endedMs(state)),
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

function matches(status: WorkflowStatus, filter: ListFilter): boolean {
  switch (filter) {
    case 'all':
      return true
    case 'active':
      return status === 'IN_PROGRESS' || status === 'WAITING_USER_APPROVAL'
    case 'failed':
      return status === 'FAILED'
    case 'completed':
      return status === 'COMPLETED'
  }
}

function actionsOf(state: GenerationState): SceneRow['actions'] {
  if (state.workflow_status === 'COMPLETED' || newerFormat(state) !== undefined)
    return ['get_generation_status']
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

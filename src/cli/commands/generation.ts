import { resolve } from 'node:path'
import {
  GenerationStore,
  LIST_SORTS,
  type ListReport,
  noScenes,
  type Outcome,
  outcomeAsJson,
  type Report,
  renderRefusal,
  renderReport,
  reportAsJson,
} from '../../generation/index.ts'
import { clean, cut } from '../../host/index.ts'
import { markdownLines } from '../screen/markdown-lines.ts'
import { table } from '../screen/table.ts'
import type { Terminal } from '../terminal.ts'
import { UsageError } from '../usage.ts'
import { writeReport } from './generation-export.ts'
import { watchScene } from './generation-watch.ts'
import { personVoice } from './generation-words.ts'

type Common = { workspace: string; json?: boolean }

/** A person wants to be told what is in the way. */
const LOCK_TIMEOUT_MS = 5_000

function storeOf(workspace: string): GenerationStore {
  if (workspace.trim() === '') throw new UsageError('--workspace has to name a folder, e.g. ./workspace.')
  return new GenerationStore(workspace, { lockTimeoutMs: LOCK_TIMEOUT_MS })
}

/** Says where a scene is, once or until it has ended; without a scene, lists them all. */
export async function showStatus(
  scene: string | undefined,
  options: Common & { detailed?: boolean; watch?: boolean },
  terminal: Terminal,
): Promise<number> {
  if (scene === undefined) {
    if (options.watch === true)
      throw new UsageError('Say which scene to watch: story-monitor generation status 0204 --watch')
    return showList({ ...options, sort: 'started_at' }, terminal)
  }
  const store = storeOf(options.workspace)
  if (options.watch === true) return watchScene(store, scene, options, terminal)
  return tell(store.status(scene, { detailed: options.detailed === true }), options, terminal)
}

/** Lists the scenes as a table. */
export function showList(
  options: Common & { active?: boolean; failed?: boolean; completed?: boolean; sort: string },
  terminal: Terminal,
): number {
  const asked = (['active', 'failed', 'completed'] as const).filter((filter) => options[filter] === true)
  if (asked.length > 1) throw new UsageError(`Take one of --${asked.join(', --')} at a time.`)
  const sortBy = LIST_SORTS.find((sort) => sort === options.sort)
  if (sortBy === undefined) {
    throw new UsageError(`--sort has to be one of ${LIST_SORTS.join(', ')}, not "${options.sort}".`)
  }
  const report = storeOf(options.workspace).list({ filter: asked[0] ?? 'all', sortBy })
  if (options.json === true) terminal.out(JSON.stringify(reportAsJson(report), null, 2))
  else for (const line of listLines(report, terminal.screen?.columns)) terminal.out(line)
  return 0
}

/** The other columns beside the step, with the gaps between them. */
const BESIDE_STEP = 64
const SHORTEST_STEP = 12

/** In a terminal, a long phase gives way so that each scene stays on one line. */
function listLines(report: ListReport, columns = Number.POSITIVE_INFINITY): string[] {
  const room = Math.max(SHORTEST_STEP, columns - BESIDE_STEP)
  const { scenes, corrupted } = report
  const rows = scenes.map((row) => [
    row.sceneId,
    row.newerFormat === undefined ? row.status : `${row.status} (format ${row.newerFormat}: read only)`,
    cut(clean(`${row.currentStep}/7 ${row.currentPhase}`), room),
    row.startedAt ?? '–',
    row.durationSeconds === undefined ? '–' : `${Math.round(row.durationSeconds)} s`,
  ])
  return [
    ...(rows.length === 0
      ? [clean(noScenes(report))]
      : table(['SCENE', 'STATUS', 'STEP', 'STARTED', 'DURATION'], rows)),
    ...corrupted.map(({ file, problem }) => `Corrupted: ${clean(file)}: ${clean(problem)}`),
  ]
}

/** Shows how a scene would go on. The exit code is 1 where that needs --force. */
export function showResume(scene: string, options: Common & { force?: boolean }, terminal: Terminal): number {
  const outcome = storeOf(options.workspace).resume(scene, { force: options.force === true })
  const code = tell(outcome, options, terminal)
  return outcome.ok && !outcome.report.ready ? 1 : code
}

/** Cancels a scene. */
export function cancelScene(
  scene: string,
  options: Common & { reason?: string },
  terminal: Terminal,
): number {
  const { reason } = options
  return tell(
    storeOf(options.workspace).cancel(scene, reason === undefined ? {} : { reason }),
    options,
    terminal,
  )
}

/** Writes the whole status of a scene as Markdown, or as JSON; a file that is there already needs --force. */
export function exportScene(
  scene: string,
  options: Common & { output?: string; force?: boolean },
  terminal: Terminal,
): number {
  const { json, output } = options
  const store = storeOf(options.workspace)
  const outcome = store.status(scene, { detailed: true })
  if (!outcome.ok) return tell(outcome, options, terminal)
  const text =
    json === true ? jsonOf(outcome) : renderReport(outcome.report, personVoice(options.workspace)).trimEnd()
  if (output === undefined) terminal.out(text)
  else {
    writeReport(output, `${text}\n`, {
      force: options.force === true,
      taken: Object.values(outcome.report.artifacts).map((path) => resolve(store.projectFolder, path)),
    })
    terminal.out(json === true ? JSON.stringify({ ok: true, written: output }) : `Written: ${output}`)
  }
  return 0
}

const jsonOf = (outcome: Outcome<Report>): string => JSON.stringify(outcomeAsJson(outcome), null, 2)

function tell(outcome: Outcome<Report>, { json, workspace }: Common, terminal: Terminal): number {
  const voice = personVoice(workspace)
  if (json === true) terminal.out(jsonOf(outcome))
  else if (outcome.ok) {
    for (const line of markdownLines(renderReport(outcome.report, voice))) terminal.out(line)
  } else {
    for (const line of markdownLines(renderRefusal(outcome.refusal, voice))) terminal.err(line)
  }
  return outcome.ok ? 0 : 1
}

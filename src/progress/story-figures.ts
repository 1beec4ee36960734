import { countOf, ownValue } from '../contract/index.ts'
import { type Draft, put, section } from './draft.ts'
import type { forecastOf } from './forecast.ts'
import { now } from './now.ts'
import { beatWriter, othersLeft } from './phase-writers.ts'
import type { pulseOf } from './pulse.ts'
import type { TaskTally } from './task-list.ts'
import { ensurePhase, runningPhases, statusOf } from './transitions.ts'

export type FiguresSettings = {
  folder: string
  identity: Draft
  /** Whether the tracker only writes for another process: then its own heartbeat would say nothing. */
  owned: boolean
  heartbeatSeconds: number
  pulse: ReturnType<typeof pulseOf>
  forecast: ReturnType<typeof forecastOf>
  oldestActiveSeconds: (type: string) => number | undefined
  counts: (types: ReadonlySet<string>) => ReadonlyMap<string, TaskTally>
  /** Whether another tracker of this process runs a phase. */
  runsElsewhere: (phase: string) => boolean
}

const ESTIMATE_EVERY_MS = 1000

/** What each write of `_progress.json` says beside its change: who writes, when, and the figures as they stand now. */
export function figuresOf(settings: FiguresSettings) {
  const { identity, pulse, forecast, heartbeatSeconds } = settings
  /** Phases whose tasks have changed since the last write, and the totals that the pipeline has announced. */
  const countDue = new Set<string>()
  const announced = new Map<string, number>()
  /** Phases whose counts hold what others have said of them. */
  const merged = new Set<string>()
  /** Phases that end with the next write, and are counted anew. */
  const ending = new Set<string>()
  let estimatedAt = Number.NEGATIVE_INFINITY
  let moved = false
  let hasLeft = false

  function stamp(draft: Draft): void {
    const ts = now()
    Object.assign(draft, identity, { updated_ts: ts, story_path: settings.folder })
    if (moved || draft['progress_ts'] === undefined) draft['progress_ts'] = ts
    moved = false
    countTasks(draft)
    if (settings.owned) {
      for (const key of ['heartbeat_seconds', 'quiet_seconds', 'stuck_after_seconds']) delete draft[key]
      return
    }
    draft['heartbeat_seconds'] = heartbeatSeconds
    draft['quiet_seconds'] = Math.round(pulse.quietSeconds())
    draft['stuck_after_seconds'] = Math.round(pulse.stuckAfterSeconds())
    for (const phase of pulse.running()) signOfLife(draft, phase, ts)
    estimate(draft)
  }

  function signOfLife(draft: Draft, phase: string, ts: string): void {
    // Another tracker may have ended it.
    if (statusOf(draft, phase) !== 'running') return
    const times = section(section(draft, 'phase_times'), phase)
    times['elapsed_seconds'] = Math.round(pulse.elapsedSeconds(phase) * 1000) / 1000
    if (hasLeft) return
    // Whoever closed the story could not see that somebody is at work.
    delete draft['closed_ts']
    const sign = { ...identity, beat_ts: ts, heartbeat_seconds: heartbeatSeconds }
    beatWriter(draft, phase, sign, Date.now())
  }

  /** Once a second is often enough for people; a burst of counts shouldn't pay for it. */
  function estimate(draft: Draft): void {
    const isRunning = pulse.running().length > 0
    // What somebody else foretells of the phases that he runs stands.
    if (!isRunning && runningPhases(draft).length > 0) return
    if (isRunning && performance.now() - estimatedAt < ESTIMATE_EVERY_MS) return
    estimatedAt = performance.now()
    const elapsed = (phase: string) => (pulse.isRunning(phase) ? pulse.elapsedSeconds(phase) : undefined)
    const eta = isRunning ? forecast.estimate(draft, elapsed, settings.oldestActiveSeconds) : undefined
    if (eta === undefined) delete draft['eta']
    else draft['eta'] = eta
  }

  function countTasks(draft: Draft): void {
    if (countDue.size === 0) return
    for (const [type, { complete, total }] of settings.counts(countDue)) {
      if (statusOf(draft, type) === undefined) ensurePhase(draft, type)
      const most = Math.max(total, announced.get(type) ?? 0)
      put(section(draft, 'phase_progress'), type, besideOthers(draft, type, { complete, total: most }))
    }
    countDue.clear()
    ending.clear()
  }

  function besideOthers(draft: Draft, type: string, { complete, total }: TaskTally): TaskTally {
    const before = ownValue(ownValue(draft, 'phase_progress'), type)
    const known = (key: string) => countOf(ownValue(before, key)) ?? 0
    if (isSharedWork(draft, type)) {
      merged.add(type)
      return { complete: Math.max(complete, known('complete')), total: Math.max(total, known('total')) }
    }
    // What a process announced before it died is not taken back by whoever finds its tasks.
    const isOwn = pulse.isRunning(type) || ending.has(type)
    return { complete, total: isOwn ? total : Math.max(total, known('total')) }
  }

  /** What others at work have counted may not be in the list of tasks yet: meanwhile no count goes back. */
  function isSharedWork(draft: Draft, type: string): boolean {
    if (statusOf(draft, type) !== 'running') return false
    return settings.runsElsewhere(type) || othersLeft(draft, type, identity, Date.now()).length > 0
  }

  return {
    stamp,
    /** The story moves on: the next write is more than a heartbeat. */
    progressed(): void {
      moved = true
      pulse.progressed()
    },
    /** The tracker leaves: what still runs gets no more signs of life from it. */
    leave(): void {
      hasLeft = true
    },
    tasksChanged: (type: string): void => void countDue.add(type),
    /** A phase ends: its counts are those of its tasks again. */
    ended(phase: string): void {
      if (!merged.delete(phase)) return
      countDue.add(phase)
      ending.add(phase)
    },
    /** How many tasks or pieces a phase will have, as the pipeline says. */
    announce: (phase: string, total: number): void => void announced.set(phase, total),
  }
}

import { resolve } from 'node:path'
import { fractionOf, overallFraction, phaseEtaSeconds, phaseSeconds } from '../../contract/index.ts'
import { readStory, type StoryReading } from '../../progress/index.ts'
import { storyLines } from '../screen/story-lines.ts'
import type { Terminal } from '../terminal.ts'
import { existingFolder } from '../usage.ts'

const MAX_PHASES = 40

/** Says once how far a story is. The exit code is 1 only where the file can't be read. */
export function status(folder: string, options: { json?: boolean }, terminal: Terminal): number {
  const reading = readStory(existingFolder(folder))
  const nowMs = Date.now()
  if (options.json === true) {
    terminal.out(JSON.stringify(statusData(folder, reading, nowMs), null, 2))
  } else {
    const look = { colour: terminal.colour, columns: terminal.screen?.columns ?? 120, maxPhases: MAX_PHASES }
    for (const line of storyLines({ folder, ...reading, nowMs }, look)) terminal.out(line)
  }
  return reading.problem === undefined ? 0 : 1
}

function statusData(folder: string, { progress, liveness, problem, writer }: StoryReading, nowMs: number) {
  return {
    folder: resolve(folder),
    state: liveness.state,
    reason: liveness.reason,
    writer,
    job_id: progress?.jobId,
    workflow: progress?.workflow,
    percent: progress && Math.floor(overallFraction(progress) * 100),
    current_step: progress?.currentStep,
    pid: progress?.pid,
    error: progress?.error,
    problem,
    phases: progress?.phases.map((phase) => ({
      name: phase.name,
      label: phase.label,
      status: phase.status === 'running' && liveness.state === 'dead' ? 'stopped' : phase.status,
      percent: Math.floor(fractionOf(phase) * 100),
      complete: phase.complete,
      total: phase.total,
      duration_seconds: phaseSeconds(phase, progress, nowMs),
      eta_seconds: phaseEtaSeconds(phase, progress, nowMs),
      skip_reason: phase.skipReason,
    })),
  }
}

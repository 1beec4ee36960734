import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { countOf, HISTORY_FILENAME, ownValue, PROGRESS_JSON_FILENAME, textOf } from '../contract/index.ts'
import { readJsonFile, readJsonLines, stampOf } from '../files/index.ts'

/** What the stories beside this one and its own earlier runs tell. All in seconds. */
export type Experience = {
  /** How long each phase took, oldest first. */
  phaseSeconds: Map<string, number[]>
  /** What was foretold of phases, and what it really took, oldest first. */
  forecasts: { predicted: number; actual: number }[]
}

/** The newest stories tell enough; a folder of thousands must not delay a pipeline's start. */
const MAX_STORIES = 20
const MAX_HISTORY_BYTES = 256 * 1024

/**
 * Gathers what earlier runs of a workflow took, from this story's history and those of its neighbours.
 *
 * @param storyPath absolute
 */
export function gatherExperience(storyPath: string, workflow: string): Experience {
  const experience: Experience = { phaseSeconds: new Map(), forecasts: [] }
  for (const folder of [...neighbours(storyPath, workflow), storyPath]) learnFrom(folder, experience)
  return experience
}

function neighbours(storyPath: string, workflow: string): string[] {
  const parent = dirname(storyPath)
  return namesIn(parent)
    .map((name) => join(parent, name))
    .filter((folder) => folder !== storyPath)
    .map((folder) => ({ folder, stamp: stampOf(join(folder, HISTORY_FILENAME)) }))
    .filter(({ stamp }) => stamp !== undefined)
    .sort((one, other) => Number((other.stamp?.mtimeNs ?? 0n) - (one.stamp?.mtimeNs ?? 0n)))
    .slice(0, MAX_STORIES)
    .filter(({ folder }) => workflowOf(folder) === workflow)
    .map(({ folder }) => folder)
    .reverse()
}

/** A neighbour that can't be read has nothing to tell. */
function workflowOf(folder: string): string | undefined {
  try {
    return textOf(ownValue(readJsonFile(join(folder, PROGRESS_JSON_FILENAME))?.value, 'workflow'))
  } catch {
    return undefined
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map((entry) => entry.name)
      .slice(0, 2000)
  } catch {
    return []
  }
}

function learnFrom(folder: string, experience: Experience): void {
  for (const line of linesOf(join(folder, HISTORY_FILENAME))) {
    const phase = textOf(ownValue(line, 'name'))
    const actual = countOf(ownValue(line, 'duration_seconds'))
    if (ownValue(line, 'kind') !== 'phase' || ownValue(line, 'status') !== 'done') continue
    if (phase === undefined || actual === undefined) continue
    const known = experience.phaseSeconds.get(phase) ?? []
    experience.phaseSeconds.set(phase, [...known, actual].slice(-MAX_STORIES))
    const predicted = countOf(ownValue(line, 'predicted_seconds'))
    if (predicted !== undefined) experience.forecasts.push({ predicted, actual })
  }
}

function linesOf(path: string): unknown[] {
  try {
    return readJsonLines(path, { maxBytes: MAX_HISTORY_BYTES }).values
  } catch {
    return []
  }
}

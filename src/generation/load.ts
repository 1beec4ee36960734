import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { GENERATION_FORMAT_VERSION, type GenerationState, ownValue } from '../contract/index.ts'
import { StoryMonitorError } from '../errors.ts'
import { jsonFault, parseJson, readInside } from '../files/index.ts'
import { isDeeperThan, MAX_LEVELS } from './depth.ts'
import { isGenerationState, problemOf } from './read-state.ts'

/** What stands in a scene's state file. */
export type Loaded =
  | { kind: 'absent' }
  | { kind: 'corrupted'; problem: string }
  | { kind: 'newer'; version: number }
  | { kind: 'state'; state: GenerationState }

/** The seed's states have less than 100 KB; this leaves room for ten thousand errors. */
export const MAX_SCENE_BYTES = 64 * 1024 * 1024

/** Reads a state file of the workspace. A file that is there but can't be read is corrupted, never absent. */
export function load(workspace: string, name: string, sceneId: string): Loaded {
  try {
    const bytes = readInside(workspace, name, { maxBytes: MAX_SCENE_BYTES })?.bytes
    if (bytes !== undefined) return parse(bytes, join(workspace, name), sceneId)
  } catch (error) {
    if (!(error instanceof StoryMonitorError)) throw error
    return { kind: 'corrupted', problem: error.message }
  }
  if (lstatSync(join(workspace, name), { throwIfNoEntry: false }) === undefined) return { kind: 'absent' }
  return {
    kind: 'corrupted',
    problem: 'It is no regular file inside the workspace, or it may not be read.',
  }
}

/** Makes sense of a state file's bytes. */
export function parse(bytes: Buffer, path: string, sceneId: string): Loaded {
  let value: unknown
  try {
    value = parseJson(bytes, path)
  } catch (error) {
    return { kind: 'corrupted', problem: syntaxProblem(error, bytes) }
  }
  if (isDeeperThan(MAX_LEVELS, value)) {
    return { kind: 'corrupted', problem: `It is nested in more than ${MAX_LEVELS} levels.` }
  }
  if (!isGenerationState(value)) {
    const version = ownValue(value, 'format_version')
    if (typeof version === 'number' && version > GENERATION_FORMAT_VERSION) return { kind: 'newer', version }
    return { kind: 'corrupted', problem: `${problemOf(value)}.` }
  }
  if (value.scene_id !== sceneId) {
    return {
      kind: 'corrupted',
      problem: `scene_id is "${value.scene_id}", but the file's name says ${sceneId}.`,
    }
  }
  return { kind: 'state', state: value }
}

function syntaxProblem(error: unknown, bytes: Buffer): string {
  const cause = error instanceof Error ? error.cause : undefined
  if (cause instanceof SyntaxError) {
    return `JSON error: ${jsonFault(cause, bytes.toString('utf8'))}.`
  }
  return bytes.length === 0
    ? 'JSON error: the file is empty (line 1, column 1).'
    : 'JSON error: it is not UTF-8.'
}

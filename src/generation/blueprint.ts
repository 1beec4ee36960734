import { posix } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { GenerationState } from '../contract/index.ts'
import { type ArtifactCheck, look } from './artifacts.ts'
import type { StartCommand } from './transitions/index.ts'

/** The blueprint with which a scene started: all its steps build on it. */

const pathOf = (state: GenerationState): string | undefined => {
  const path = state.artifacts?.['blueprint_path']
  return typeof path === 'string' ? path : undefined
}

const isSamePath = (one: string, other: string): boolean => posix.normalize(one) === posix.normalize(other)

/** Whether a file is not the one with which the scene started, by its path or by what is in it. */
export function isAnotherBlueprint(state: GenerationState, given: ArtifactCheck): boolean {
  const path = pathOf(state)
  if (path !== undefined && !isSamePath(path, given.path)) return true
  const kept = state.artifact_checks?.['blueprint_path']
  return kept !== undefined && (kept.sha256 !== given.sha256 || kept.bytes !== given.bytes)
}

/** Whether the blueprint that a state names is there. */
export function blueprintIsThere(root: string, state: GenerationState): boolean {
  const path = pathOf(state)
  const found = path === undefined ? undefined : look(root, 'blueprint_path', path)
  return found !== undefined && found !== 'outside' && found.bytes !== undefined
}

/** What a caller gave for a scene that was there already, and what its state keeps instead: a sentence each. */
export function differencesFrom(
  state: GenerationState,
  { blueprint, metadata = {} }: StartCommand,
): string[] {
  const kept = pathOf(state)
  const words = (value: unknown) => (value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 200))
  return [
    ...(kept !== undefined && isSamePath(kept, blueprint.path)
      ? []
      : [`blueprint_path stays ${words(kept)}; ${words(blueprint.path)} was given`]),
    ...Object.entries(metadata)
      .filter(([key, value]) => !isDeepStrictEqual(value, state.metadata?.[key]))
      .map(
        ([key, value]) => `metadata.${key} stays ${words(state.metadata?.[key])}; ${words(value)} was given`,
      ),
  ]
}

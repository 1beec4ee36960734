import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { GENERATION_STEPS, type GenerationStep, SCENE_ID_PATTERN, SEVERITIES } from '../contract/index.ts'
import { StoryMonitorError } from '../errors.ts'
import { isDeeperThan, MAX_GIVEN_LEVELS } from './depth.ts'
import { fileTime } from './time.ts'

/** Checks for what a caller passes in: wrong values throw at once, naming what was expected and what came. */

const refuse = (name: string, expected: string, value: unknown): StoryMonitorError => {
  const word = typeof value === 'string' ? JSON.stringify(value.slice(0, 60)) : String(value)
  return new StoryMonitorError('INVALID_ARGUMENT', `Expected ${name} to be ${expected}, got ${word}.`)
}

/** @returns the absolute path of a folder that is there, or of one that can still be made */
export function checkWorkspace(value: string): string {
  const path = resolve(checkText('workspace', value, MAX_PATH_CHARACTERS))
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined || stat.isDirectory()) return path
  throw new StoryMonitorError(
    'NOT_A_FOLDER',
    `The workspace ${path} is no folder. Give the folder of the state files, e.g. ./workspace.`,
  )
}

/** @throws StoryMonitorError INVALID_ARGUMENT for anything but four ASCII digits */
export function checkSceneId(value: string): string {
  if (typeof value === 'string' && SCENE_ID_PATTERN.test(value)) return value
  throw refuse('scene_id', "four digits, e.g. '0204'", value)
}

export function stepNumbered(value: number): GenerationStep {
  const step = GENERATION_STEPS.find(({ number }) => number === value)
  if (step === undefined) throw refuse('step_number', 'a whole number from 1 to 7', value)
  return step
}

/** A page or two: what is longer belongs into a file. */
export const MAX_TEXT_CHARACTERS = 20_000
/** As long as paths may be on the systems that there are. */
export const MAX_PATH_CHARACTERS = 4_096

export function checkText(name: string, value: string, most = MAX_TEXT_CHARACTERS): string {
  if (typeof value !== 'string' || value.trim() === '') throw refuse(name, 'a text that is not empty', value)
  if (value.length <= most) return value
  throw refuse(name, `a text of at most ${most} characters`, value)
}

/** Objects take every key but this one: JavaScript would make it the object's prototype and keep nothing. */
export const FORBIDDEN_KEY = '__proto__'

export function checkKey(name: string, value: string): string {
  if (checkName(name, value) !== FORBIDDEN_KEY) return value
  throw refuse(name, 'another word', value)
}

/** Names stand in every line that an agent reads: a longer one is a mistake. */
export const MAX_NAME_CHARACTERS = 200

export function checkName(name: string, value: string): string {
  return checkText(name, value, MAX_NAME_CHARACTERS)
}

/** Thirty years: what is longer is no duration, and a sum of such could not be stored. */
export const MAX_SECONDS = 1e9

export function checkSeconds(name: string, value: number): number {
  if (typeof value === 'number' && value >= 0 && value <= MAX_SECONDS) return value
  throw refuse(name, `a number of seconds from 0 to ${MAX_SECONDS}`, value)
}

export function checkCount(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 0) return value
  throw refuse(name, 'a whole number of at least 0', value)
}

export function checkOneOf<Word extends string>(name: string, value: Word, words: readonly Word[]): Word {
  if (words.includes(value)) return value
  throw refuse(name, `one of ${words.join(', ')}`, value)
}

export const checkSeverity = (value: (typeof SEVERITIES)[number]) => checkOneOf('severity', value, SEVERITIES)

export function checkTime(name: string, value: string): string {
  const time = typeof value === 'string' ? fileTime(value) : undefined
  if (time === undefined) throw refuse(name, "an ISO 8601 time, e.g. '2025-11-03T14:32:15Z'", value)
  return time
}

/** A copy as JSON has it: what can't be stored is refused here, before anything is changed. */
export function checkDictionary(
  name: string,
  value: { readonly [key: string]: unknown },
): { [key: string]: unknown } {
  try {
    const copy: unknown = JSON.parse(JSON.stringify(value))
    if (isPlain(copy) && !isDeeperThan(MAX_GIVEN_LEVELS, copy)) return copy
  } catch (error) {
    throw new StoryMonitorError('INVALID_ARGUMENT', `${name} can't be stored as JSON: ${String(error)}.`, {
      cause: error,
    })
  }
  throw refuse(name, `an object, nested in at most ${MAX_GIVEN_LEVELS} levels`, value)
}

const isPlain = (value: unknown): value is { [key: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

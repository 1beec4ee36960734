import { z } from 'zod'
import { SCENE_ID_PATTERN, SEVERITIES } from '../contract/index.ts'
import {
  MAX_NAME_CHARACTERS,
  MAX_PATH_CHARACTERS,
  MAX_SECONDS,
  MAX_TEXT_CHARACTERS,
} from '../generation/index.ts'

/** The parameters that several tools share, described once and shortly: an agent pays for every word. */

const some = z.string().min(1)
const text = some.max(MAX_TEXT_CHARACTERS)
export const name = some.max(MAX_NAME_CHARACTERS)

export const sceneId = z.string().regex(SCENE_ID_PATTERN, "four digits, e.g. '0204'").describe("e.g. '0204'")
export const stepNumber = z.int().min(1).max(7)
export const seconds = z.number().min(0).max(MAX_SECONDS)
export const count = z.int().min(0)
export const path = some.max(MAX_PATH_CHARACTERS).describe('relative to the project folder')
export const severity = z.enum(SEVERITIES)
export const anything = z.record(z.string(), z.unknown())
export { text }

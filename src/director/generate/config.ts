import { z } from 'zod'
import { StoryMonitorError } from '../../errors.ts'
import { readJsonFile } from '../../files/index.ts'
import { packageFile } from '../../progress/index.ts'
import type { MediaKind } from '../streams/index.ts'

export const CONFIG_FILE = 'director.config.json'

const generatorSchema = z.strictObject({
  command: z.array(z.string()).min(1),
  prompt: z.enum(['stdin', 'file']).default('stdin'),
  timeout_seconds: z.number().positive().default(600),
  concurrency: z.int().min(1).max(64).default(1),
})

const configSchema = z.strictObject({
  generators: z
    .strictObject({ keyframe: generatorSchema.optional(), video: generatorSchema.optional() })
    .default({}),
})

/**
 * A command that makes a file. In its words stand `{output}` (where the file goes), `{prompt_file}`, `{keyframe}` (of the
 * segment), `{spec_file}` (production.json), `{stream}` and `{segment}`.
 */
export type Generator = z.infer<typeof generatorSchema>

export type Generators = Readonly<Partial<Record<MediaKind, Generator>>>

/** Draws a small picture from the prompt, so that everything can be tried without a generator of one's own. */
const builtIn = (): Generator => ({
  command: [process.execPath, packageFile('director-draw.js'), '{output}'],
  prompt: 'stdin',
  timeout_seconds: 60,
  concurrency: 1,
})

/**
 * Reads the generators of a config file; without a file, the built-in one for keyframes.
 *
 * @throws StoryMonitorError MALFORMED with the file, the key and what is wrong there
 * @example generatorsIn('./director.config.json').keyframe?.command
 */
export function generatorsIn(path: string): Generators {
  const file = readJsonFile(path)
  if (file === undefined) return { keyframe: builtIn() }
  const config = configSchema.safeParse(file.value)
  if (config.success) {
    const { keyframe = builtIn(), video } = config.data.generators
    return { keyframe, ...(video === undefined ? {} : { video }) }
  }
  const [issue] = config.error.issues
  const where = issue === undefined || issue.path.length === 0 ? 'at the top' : `at ${issue.path.join('.')}`
  throw new StoryMonitorError(
    'MALFORMED',
    `${path} is wrong ${where}: ${issue?.message ?? 'it does not fit'}.`,
  )
}

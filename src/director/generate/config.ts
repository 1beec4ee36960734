import { z } from 'zod'
import { StoryMonitorError } from '../../errors.ts'
import { readJsonFile } from '../../files/index.ts'
import { packageFile } from '../../progress/index.ts'
import { isOnPath } from '../run/index.ts'
import type { MediaKind } from '../streams/index.ts'

export const CONFIG_FILE = 'director.config.json'

const generatorSchema = z.strictObject({
  command: z.array(z.string()).min(1),
  prompt: z.enum(['stdin', 'file']).default('stdin'),
  timeout_seconds: z.number().positive().default(600),
  concurrency: z.int().min(1).max(64).default(1),
})

const deploySchema = z.strictObject({
  command: z.array(z.string()).min(1),
  platform: z.string().default('web'),
  timeout_seconds: z.number().positive().default(600),
})

const configSchema = z.strictObject({
  deploy: deploySchema.optional(),
  generators: z
    .strictObject({ keyframe: generatorSchema.optional(), video: generatorSchema.optional() })
    .default({}),
})

/**
 * A command that makes a file. In its words stand `{output}` (where the file goes), `{prompt_file}`, `{keyframe}` (of the
 * segment), `{spec_file}` (production.json), `{stream}` and `{segment}`.
 */
export type Generator = z.infer<typeof generatorSchema>

/** The command that puts a stream online; `{stream}` and `{folder}` stand for it. It prints the address. */
export type Deploy = z.infer<typeof deploySchema>

export type Generators = Readonly<Partial<Record<MediaKind, Generator>>>

/** What a dashboard or a worker can do. */
export type Commands = { generators: Generators; deploy: Deploy | undefined }

/** Draws a small picture from the prompt, so that everything can be tried without a generator of one's own. */
const drawn = (): Generator => ({
  command: [process.execPath, packageFile('director-draw.js'), '{output}'],
  prompt: 'stdin',
  timeout_seconds: 60,
  concurrency: 1,
})

/** Moves over the keyframe for a few seconds; ffmpeg makes the film. */
const filmed = (): Generator => ({
  command: [process.execPath, packageFile('director-draw.js'), '{output}', '{keyframe}'],
  prompt: 'stdin',
  timeout_seconds: 120,
  concurrency: 1,
})

/**
 * Reads the commands of a config file. Without one of its own, a keyframe is drawn by the built-in generator, and a video
 * too where ffmpeg is on the PATH.
 *
 * @throws StoryMonitorError MALFORMED with the file, the key and what is wrong there
 * @example commandsIn('./director.config.json').generators.keyframe?.command
 */
export function commandsIn(path: string): Commands {
  const { generators, deploy } = read(path)
  const { keyframe = drawn(), video = isOnPath('ffmpeg') ? filmed() : undefined } = generators
  return { generators: { keyframe, ...(video && { video }) }, deploy }
}

function read(path: string): z.infer<typeof configSchema> {
  const file = readJsonFile(path)
  if (file === undefined) return { generators: {} }
  const config = configSchema.safeParse(file.value)
  if (config.success) return config.data
  const [issue] = config.error.issues
  const where = issue === undefined || issue.path.length === 0 ? 'at the top' : `at ${issue.path.join('.')}`
  throw new StoryMonitorError(
    'MALFORMED',
    `${path} is wrong ${where}: ${issue?.message ?? 'it does not fit'}.`,
  )
}

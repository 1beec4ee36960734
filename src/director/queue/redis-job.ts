import { z } from 'zod'

/** What stands in Redis about a task: enough to carry it out without the database. */
export const payloadSchema = z.object({
  id: z.number(),
  stream: z.string(),
  segment: z.string(),
  kind: z.enum(['keyframe', 'video', 'deploy']),
  by: z.string(),
  /** Somebody canceled it; whoever carries it out stops. */
  canceled: z.boolean().optional(),
  /** Which process group on which machine carries it out. */
  group: z
    .object({
      pid: z.number(),
      host: z.string(),
      processStartedTs: z.string().optional(),
      processStartId: z.string().optional(),
    })
    .optional(),
})

export type Payload = z.infer<typeof payloadSchema>

export const toldSchema = z.object({ percent: z.number(), lines: z.string() })

/** What came of a task, as the worker says it. */
export const resultSchema = z.object({
  made: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('file'), fileHash: z.string(), sourceHash: z.string() }),
    z.object({ kind: z.literal('deployed'), url: z.string(), platform: z.string(), at: z.string() }),
  ]),
  lines: z.string(),
})

export type Result = z.infer<typeof resultSchema>

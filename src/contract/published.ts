import { z } from 'zod'
import { generationStateSchema } from './generation-schema.ts'
import { liveStatusSchema, segmentLineSchema } from './live-status-schema.ts'
import { productionReportSchema } from './production-report-schema.ts'
import { historyLineSchema, progressSchema, skeletonSchema, tasksSchema } from './schemas.ts'

/** `story-monitor/contract`: the formats for other programs. It loads zod, which the package's root does not. */
export * from './generation-schema.ts'
export * from './index.ts'
export * from './live-status-schema.ts'
export * from './production-report-schema.ts'
export * from './schemas.ts'

const SCHEMAS = {
  progress: progressSchema,
  skeleton: skeletonSchema,
  'history-line': historyLineSchema,
  tasks: tasksSchema,
  'generation-state': generationStateSchema,
  'live-status': liveStatusSchema,
  'segment-line': segmentLineSchema,
  'production-report': productionReportSchema,
}

/**
 * The JSON Schemas (draft 2020-12) that the package publishes under `story-monitor/schemas/<name>.json`.
 *
 * @example Object.keys(publishedSchemas()) // ['progress', 'skeleton', 'history-line', 'tasks', …]
 */
export function publishedSchemas(): { [name: string]: object } {
  return Object.fromEntries(Object.entries(SCHEMAS).map(([name, schema]) => [name, z.toJSONSchema(schema)]))
}

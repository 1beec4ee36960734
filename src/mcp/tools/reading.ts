import type { McpServer } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { type GenerationStore, LIST_FILTERS, LIST_SORTS } from '../../generation/index.ts'
import { answer } from '../answer.ts'
import { sceneId, text } from '../parameters.ts'
import * as results from '../results.ts'
import { addTool } from '../tool.ts'

const readOnly = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false }

/** More rows than this never fit into an answer, so they are not even made. */
const MAX_ROWS = 300

/** The tools that look at scenes, and the one that stops a scene. */
export function addReadingTools(server: McpServer, store: GenerationStore, lockPatienceMs?: number): void {
  addTool(
    server,
    'resume_generation',
    {
      title: 'Plan a resume',
      description:
        'Plan how a failed, cancelled or interrupted scene goes on: resume step, skipped steps, checked artifacts. Changes nothing; then call start_step.',
      inputSchema: z.strictObject({
        scene_id: sceneId,
        force: z.boolean().default(false).describe('go on in spite of warnings'),
      }),
      outputSchema: results.resumePlan,
      annotations: readOnly,
    },
    ({ scene_id, force }) =>
      answer(
        lockPatienceMs,
        () => store.resume(scene_id, { force }),
        `Read the resource generation://${scene_id} for the rest.`,
      ),
  )

  addTool(
    server,
    'get_generation_status',
    {
      title: 'Scene status',
      description: 'Status and progress of a scene.',
      inputSchema: z.strictObject({
        scene_id: sceneId,
        detailed: z.boolean().default(false).describe('every step, and the questions'),
      }),
      outputSchema: results.status,
      annotations: readOnly,
    },
    ({ scene_id, detailed }) =>
      answer(
        lockPatienceMs,
        () => store.status(scene_id, { detailed }),
        `Read the resource generation://${scene_id} for the rest.`,
      ),
  )

  addTool(
    server,
    'cancel_generation',
    {
      title: 'Cancel a scene',
      description: 'Cancel a running scene. Completed steps are kept; it can be resumed.',
      inputSchema: z.strictObject({ scene_id: sceneId, reason: text.optional() }),
      outputSchema: results.cancelled,
      annotations: {
        readOnlyHint: false,
        destructiveHint: true,
        idempotentHint: true,
        openWorldHint: false,
      },
    },
    ({ scene_id, reason }) =>
      answer(
        lockPatienceMs,
        () => store.cancel(scene_id, reason === undefined ? {} : { reason }),
        `Read the resource generation://${scene_id} for the rest.`,
      ),
  )

  addTool(
    server,
    'list_generations',
    {
      title: 'List scenes',
      description: 'All scenes with their status.',
      inputSchema: z.strictObject({
        filter: z.enum(LIST_FILTERS).default('all'),
        sort_by: z.enum(LIST_SORTS).default('started_at'),
      }),
      outputSchema: results.list,
      annotations: readOnly,
    },
    ({ filter, sort_by }) =>
      answer(
        lockPatienceMs,
        () => ({ ok: true, report: store.list({ filter, sortBy: sort_by, limit: MAX_ROWS }) }),
        'Ask for fewer with filter, or for one scene with get_generation_status.',
      ),
  )
}

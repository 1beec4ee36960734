import type { McpServer } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { sceneId, text } from './parameters.ts'

/** What a person asks for most, as prompts: a client shows them as commands. */
export function addPrompts(server: McpServer): void {
  server.registerPrompt(
    'status',
    {
      title: 'Scene status',
      description: 'Where a scene is',
      argsSchema: z.object({ scene_id: sceneId }),
    },
    ({ scene_id }) =>
      say(
        `Call get_generation_status with scene_id "${scene_id}" and detailed true, and tell me in a few lines where the scene is, what went wrong if anything did, and what comes next.`,
      ),
  )
  server.registerPrompt(
    'resume',
    {
      title: 'Resume a scene',
      description: 'Go on with a failed or cancelled scene',
      argsSchema: z.object({ scene_id: sceneId }),
    },
    ({ scene_id }) =>
      say(
        `Call resume_generation with scene_id "${scene_id}". If the plan has warnings, show them to me and ask before you call it again with force. Then go on at the resume point with the call that the plan names.`,
      ),
  )
  server.registerPrompt(
    'cancel',
    {
      title: 'Cancel a scene',
      description: 'Stop a running scene',
      argsSchema: z.object({ scene_id: sceneId, reason: text.optional() }),
    },
    ({ scene_id, reason }) =>
      say(
        `Call cancel_generation with scene_id "${scene_id}"${reason === undefined ? '' : ` and reason ${JSON.stringify(reason)}`}, and tell me which steps are kept.`,
      ),
  )
  server.registerPrompt(
    'list',
    {
      title: 'List scenes',
      description: 'All scenes with their status',
      argsSchema: z.object({ filter: text.optional().describe('all, active, failed or completed') }),
    },
    ({ filter }) =>
      say(
        `Call list_generations with filter "${filter ?? 'all'}" and show me the table; name the scenes that need me.`,
      ),
  )
}

const say = (words: string) => ({
  messages: [{ role: 'user' as const, content: { type: 'text' as const, text: words } }],
})

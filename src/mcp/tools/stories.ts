import type { McpServer } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { isDictionary, LIVE_STATUS_FILENAME, type ProgressView } from '../../contract/index.ts'
import { StoryMonitorError } from '../../errors.ts'
import { parseJson, readInside, realPathInside } from '../../files/index.ts'
import { readStory } from '../../progress/index.ts'
import { failure, guarded, success } from '../answer.ts'
import { text } from '../parameters.ts'
import * as results from '../results.ts'

const readOnly = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false }

const folderInput = z.strictObject({
  folder: text.default('.').describe('inside the workspace'),
})

/** The tools that look at story and production folders inside the workspace. */
export function addStoryTools(server: McpServer, workspace: string): void {
  server.registerTool(
    'get_story_progress',
    {
      title: 'Story progress',
      description: 'How far a story folder (_progress.json) is and whether its pipeline is alive.',
      inputSchema: folderInput,
      outputSchema: results.storyProgress,
      annotations: readOnly,
    },
    ({ folder }) =>
      guarded(() => {
        const { progress, problem, liveness } = readStory(inside(workspace, folder))
        if (problem !== undefined) return failure(`❌ ERROR: ${problem}\n`)
        const lines = [
          `# Story ${folder}`,
          '',
          `- State: **${liveness.state}** – ${liveness.reason}`,
          ...(progress === undefined ? [] : progressLines(progress)),
        ]
        const structured = { folder, state: liveness.state, reason: liveness.reason }
        return success(
          `${lines.join('\n')}\n`,
          progress === undefined ? structured : { ...structured, progress },
          `The rest is in ${folder}/_progress.json.`,
        )
      }),
  )

  server.registerTool(
    'get_production_status',
    {
      title: 'Production status',
      description: 'LIVE_STATUS.json of a production folder, as it is.',
      inputSchema: folderInput,
      outputSchema: results.productionStatus,
      annotations: readOnly,
    },
    ({ folder }) =>
      guarded(() => {
        const path = inside(workspace, folder)
        const bytes = readInside(path, LIVE_STATUS_FILENAME)?.bytes
        if (bytes === undefined) {
          return failure(
            `❌ ERROR: There is no ${LIVE_STATUS_FILENAME} in ${folder}. Has the production started?\n`,
          )
        }
        const status = parseJson(bytes, `${folder}/${LIVE_STATUS_FILENAME}`)
        if (!isDictionary(status)) {
          return failure(`❌ ERROR: ${folder}/${LIVE_STATUS_FILENAME} holds no JSON object.\n`)
        }
        const markdown = `# Production ${folder}\n\n\`\`\`json\n${JSON.stringify(status, null, 2)}\n\`\`\`\n`
        return success(
          markdown,
          { folder, live_status: status },
          `The rest is in ${folder}/${LIVE_STATUS_FILENAME}.`,
        )
      }),
  )
}

function inside(workspace: string, folder: string): string {
  const real = realPathInside(workspace, folder)
  if (real !== undefined) return real
  throw new StoryMonitorError(
    'OUTSIDE_FOLDER',
    `There is no folder ${JSON.stringify(folder.slice(0, 200))} inside the workspace. Give one relative to it, e.g. "stories/one".`,
  )
}

function progressLines({ currentStep, phases }: ProgressView): string[] {
  return [
    ...(currentStep === undefined ? [] : [`- Step: ${currentStep.replaceAll(/\s+/g, ' ')}`]),
    '',
    ...phases.map(({ label, status, complete, total }) => {
      const counts = complete === undefined || total === undefined ? '' : ` (${complete}/${total})`
      return `- ${label.replaceAll(/\s+/g, ' ')}: ${status}${counts}`
    }),
  ]
}

import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import type { McpServer } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { given, isDictionary, LIVE_STATUS_FILENAME, type ProgressView } from '../../contract/index.ts'
import { StoryMonitorError } from '../../errors.ts'
import { parseJson, readInside, realPathInside } from '../../files/index.ts'
import { renderError } from '../../generation/index.ts'
import { readStory } from '../../progress/index.ts'
import { failure, guarded, success } from '../answer.ts'
import type { Written } from '../fit.ts'
import { text } from '../parameters.ts'
import * as results from '../results.ts'
import { addTool } from '../tool.ts'

const readOnly = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false }

const folderInput = z.strictObject({
  folder: text.default('.').describe('inside the workspace'),
})

/** The tools that look at story and production folders inside the workspace. */
export function addStoryTools(server: McpServer, workspace: string): void {
  addTool(
    server,
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
        const { told, problem, liveness } = readStory(inside(workspace, folder))
        if (problem !== undefined) return refused(problem)
        const story = {
          folder,
          state: liveness.state,
          reason: liveness.reason,
          ...given('progress', told),
        }
        return success(story, storyAsWritten, `The rest is in ${folder}/_progress.json.`)
      }),
  )

  addTool(
    server,
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
          return isThere(join(path, LIVE_STATUS_FILENAME))
            ? refused(`${folder}/${LIVE_STATUS_FILENAME} is not a regular file inside the workspace.`)
            : refused(`There is no ${LIVE_STATUS_FILENAME} in ${folder}. Has the production started?`)
        }
        const status = parseJson(bytes, `${folder}/${LIVE_STATUS_FILENAME}`)
        if (!isDictionary(status)) {
          return refused(`${folder}/${LIVE_STATUS_FILENAME} holds no JSON object.`)
        }
        return success(
          { folder, live_status: status },
          productionAsWritten,
          `The rest is in ${folder}/${LIVE_STATUS_FILENAME}.`,
        )
      }),
  )
}

const refused = (problem: string) =>
  failure(
    renderError(problem, [
      'Mend that in the folder, or name another one: the path is relative to the workspace',
    ]),
  )

const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined

type Story = { folder: string; state: string; reason: string; progress?: ProgressView }

function storyAsWritten(story: Story): Written {
  const { folder, state, reason, progress } = story
  const lines = [
    `# Story ${folder}`,
    '',
    `- State: **${state}** – ${reason}`,
    ...(progress === undefined ? [] : progressLines(progress)),
  ]
  return { text: `${lines.join('\n')}\n`, structured: { ...story } }
}

const productionAsWritten = (production: { folder: string; live_status: object }): Written => ({
  text: `# Production ${production.folder}\n\n\`\`\`json\n${JSON.stringify(production.live_status, null, 2)}\n\`\`\`\n`,
  structured: { ...production },
})

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

import type { NextCall, ToolName, Voice } from '../../generation/index.ts'

const DEFAULT_WORKSPACE = './workspace'

/** The tools that a person has as commands. */
const COMMANDS: { readonly [tool in ToolName]?: string } = {
  resume_generation: 'resume',
  get_generation_status: 'status',
  cancel_generation: 'cancel',
  list_generations: 'list',
}

/** What only the agent does: a person can have it done. */
const AGENT_WORK: { readonly [tool in ToolName]?: string } = {
  start_generation: 'have the agent generate the scene',
  complete_generation: 'have the agent complete the scene',
  log_question_answer: 'tell the agent whether the plan is good',
}

/**
 * How a person in a terminal is told what to do next: the commands of this program instead of tool calls.
 *
 * @param workspace the folder that was asked about; every command names it where it is not the usual one
 */
export function personVoice(workspace: string): Voice {
  const place = workspace === DEFAULT_WORKSPACE ? '' : ` --workspace ${quoted(workspace)}`
  const command = (name: string) => `story-monitor generation ${name}`
  return {
    audience: 'person',
    call: ({ tool, arguments: known }: NextCall): string => {
      const name = COMMANDS[tool]
      if (name === undefined) {
        return (
          AGENT_WORK[tool] ?? `have the agent ${tool.replace('_', ' ')} ${known['step_number'] ?? ''}`.trim()
        )
      }
      const scene = known['scene_id'] === undefined ? '' : ` ${known['scene_id']}`
      const force = known['force'] === true ? ' --force' : ''
      const reason = known['reason'] === undefined ? '' : ` --reason ${quoted(String(known['reason']))}`
      return `\`${command(name)}${scene}${force}${reason}${place}\``
    },
    words: (line) =>
      line
        .replaceAll('Use list_generations tool', command('list') + place)
        .replaceAll(/\b(?:resume|cancel|list)_generations?\b|\bget_generation_status\b/g, (tool) =>
          command(tool.replace(/^get_generation_|_generations?$/g, '')),
        )
        .replaceAll(/\bstart_step on step (\d)/g, 'have the agent start step $1'),
  }
}

const quoted = (word: string): string =>
  /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`

import type { Command } from 'commander'
import type { PhaseAction } from './commands/phase.ts'
import type { Terminal } from './terminal.ts'

/** The table of `story-monitor phase …`: one call for each change of a story, for shell and Python pipelines. */
export function addPhaseCommands(program: Command, terminal: Terminal, done: (code: number) => void): void {
  const run = async (folder: string, action: PhaseAction, options: { owner?: string }) =>
    done((await import('./commands/phase.ts')).changePhase(folder, action, options, terminal))
  const phase = program
    .command('phase')
    .description('write progress from a shell script or any other program')
    .helpCommand(false)
  const add = (name: string, description: string) =>
    phase
      .command(name)
      .description(description)
      .argument('<folder>', 'the story folder')
      .option('--owner <pid>', 'the process whose work this is (default: the one that called)')

  add('start', 'a phase begins')
    .argument('<phase>', 'its name')
    .option('--step <text>', 'what happens first')
    .option('--phases <names>', 'all phases of the story in order, with commas between')
    .option('--workflow <name>', 'name of the workflow')
    .option('--job-id <id>', 'your own name for the run')
    .action((folder, name, { owner, ...options }) =>
      run(folder, { kind: 'start', name, ...options }, { owner }),
    )
  add('step', 'what is happening now')
    .argument('<text>', 'in words')
    .action((folder, text, options) => run(folder, { kind: 'step', text }, options))
  add('progress', 'how many of a phase are done')
    .argument('<phase>', 'its name')
    .argument('<complete>', 'how many are done')
    .argument('<total>', 'of how many')
    .action((folder, name, complete, total, options) =>
      run(folder, { kind: 'progress', name, complete, total }, options),
    )
  add('finish', 'a phase is done')
    .argument('<phase>', 'its name')
    .action((folder, name, options) => run(folder, { kind: 'finish', name }, options))
  add('skip', 'a phase is left out')
    .argument('<phase>', 'its name')
    .argument('[reason]', 'why, for people', '')
    .action((folder, name, reason, options) => run(folder, { kind: 'skip', name, reason }, options))
  add('error', 'a phase has failed')
    .argument('<phase>', 'its name')
    .argument('<message>', 'what went wrong')
    .action((folder, name, message, options) => run(folder, { kind: 'error', name, message }, options))
  add('complete', 'the story is complete').action((folder, options) =>
    run(folder, { kind: 'complete' }, options),
  )
}

import type { Command } from 'commander'
import { withJsonErrors } from './json-errors.ts'
import type { Terminal } from './terminal.ts'

const WORKSPACE = ['--workspace <folder>', 'the folder of the state files', './workspace'] as const

/** The table of `story-monitor generation …` and `story-monitor mcp`: the scene workflow for people and for agents. */
export function addGenerationCommands(
  program: Command,
  terminal: Terminal,
  done: (code: number) => void,
): void {
  const generation = program
    .command('generation')
    .description('scene workflows: look at them, plan a resume, cancel one')
    .helpCommand(false)
  const add = (name: string, description: string) =>
    generation
      .command(name)
      .description(description)
      .option(...WORKSPACE)
  const commands = () => import('./commands/generation.ts')
  type Commands = Awaited<ReturnType<typeof commands>>
  const run = async (options: { json?: boolean }, command: (from: Commands) => number | Promise<number>) =>
    done(await withJsonErrors(options, terminal, async () => command(await commands())))

  add('status', 'say where a scene is; without a scene, list them all')
    .argument('[scene]', "four digits, e.g. '0204'")
    .option('--detailed', 'every step, and the questions')
    .option('--watch', 'stay and show changes until the scene has ended; with --json a line for each')
    .option('--json', 'as JSON')
    .action((scene, options) => run(options, (from) => from.showStatus(scene, options, terminal)))
  add('list', 'list the scenes of the workspace')
    .option('--active', 'only those under way')
    .option('--failed', 'only those that failed, and files that cannot be read')
    .option('--completed', 'only those that are completed')
    .option('--sort <field>', 'scene_id, started_at or status', 'started_at')
    .option('--json', 'as JSON')
    .action((options) => run(options, (from) => from.showList(options, terminal)))
  add('resume', 'show how a scene would go on; it changes nothing')
    .argument('<scene>', "four digits, e.g. '0204'")
    .option('--force', 'in spite of warnings')
    .option('--json', 'as JSON')
    .action((scene, options) => run(options, (from) => from.showResume(scene, options, terminal)))
  add('cancel', 'cancel a scene that is under way')
    .argument('<scene>', "four digits, e.g. '0204'")
    .option('--reason <text>', 'why, for people')
    .option('--json', 'as JSON')
    .action((scene, options) => run(options, (from) => from.cancelScene(scene, options, terminal)))
  add('export', 'write a report of a scene, as Markdown or JSON')
    .argument('<scene>', "four digits, e.g. '0204'")
    .option('-o, --output <file>', 'where it goes (default: the terminal)')
    .option('--force', 'replace a file that is there already, but no state and no artifact')
    .option('--json', 'as JSON')
    .action((scene, options) => run(options, (from) => from.exportScene(scene, options, terminal)))

  program
    .command('mcp')
    .description('serve the scene workflow to agents over MCP on stdin and stdout')
    .option(...WORKSPACE)
    .action(async (options) => done(await (await import('./commands/mcp.ts')).mcp(options, terminal)))
}

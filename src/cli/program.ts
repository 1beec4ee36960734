import { Command, CommanderError } from 'commander'
import { clean } from '../host/index.ts'
import { addDirectorCommands } from './director-program.ts'
import { addGenerationCommands } from './generation-program.ts'
import { addPhaseCommands } from './phase-program.ts'
import { addProductionCommands } from './production-program.ts'
import type { Terminal } from './terminal.ts'
import { isWrongUsage } from './usage.ts'
import { ownVersion } from './version.ts'

/**
 * Runs one command line to its end.
 *
 * @returns the exit code: 0 done, 1 failed, 2 wrong usage
 * @example process.exitCode = await main(['status', './my-story'], processTerminal())
 */
export async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  let code = 0
  const program = buildProgram(terminal, (result) => {
    code = result
  })
  try {
    await program.parseAsync(args, { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return tellUsage(error, program, args, terminal)
    terminal.err(clean(error instanceof Error ? error.message : String(error)))
    return isWrongUsage(error) ? 2 : 1
  }
}

/** The table of commands. Each command is loaded when it is called for. */
function buildProgram(terminal: Terminal, done: (code: number) => void): Command {
  const program = new Command('story-monitor')
    .description('Watch AI story and video pipelines from plain files.')
    .version(ownVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [command]', 'show the help of a command')
    .exitOverride()
    .configureOutput({ writeOut: (text) => terminal.out(text.trimEnd()), writeErr: () => {} })
  program
    .command('demo')
    .description('make a real example story and serve it')
    .option('--port <number>', 'port of the page', '8081')
    .option('--folder <folder>', 'where the story goes (default: a temporary folder)')
    .option('--fast', 'without the pauses that let a person watch')
    .action(async (options) => done(await (await import('./commands/demo.ts')).demo(options, terminal)))
  program
    .command('serve')
    .description('serve one story, or a folder of stories, to browsers')
    .argument('<folder>', 'a story folder, or a folder of them')
    .option('--port <number>', 'port of the page', '8081')
    .option('--host <address>', 'address to listen on; 0.0.0.0 opens it to the network', '127.0.0.1')
    .option('--open', 'open the page in the browser')
    .action(async (folder, options) =>
      done(await (await import('./commands/serve.ts')).serveFolder(folder, options, terminal)),
    )
  program
    .command('watch')
    .description('watch a story in the terminal until it is finished')
    .argument('<folder>', 'a story folder')
    .action(async (folder) => done(await (await import('./commands/watch.ts')).watch(folder, terminal)))
  program
    .command('status')
    .description('say how far a story is, or list the stories of a folder')
    .argument('<folder>', 'a story folder, or a folder of them')
    .option('--json', 'as JSON')
    .action(async (folder, options) =>
      done(await (await import('./commands/status.ts')).status(folder, options, terminal)),
    )
  program
    .command('report')
    .description('write one page with the story inside, which opens from disk')
    .argument('<folder>', 'a story folder')
    .option('-o, --output <file>', 'where the page goes', 'story-report.html')
    .action(async (folder, options) =>
      done((await import('./commands/report.ts')).report(folder, options, terminal)),
    )
  addPhaseCommands(program, terminal, done)
  addGenerationCommands(program, terminal, done)
  addDirectorCommands(program, terminal, done)
  addProductionCommands(program, terminal, done)
  return program
}

/** Commander's own words, as one sentence with what to type next. Its help and version are no errors. */
function tellUsage(
  error: CommanderError,
  program: Command,
  args: readonly string[],
  terminal: Terminal,
): number {
  if (error.exitCode === 0) return 0
  const called = calledIn(program, args)
  if (error.code === 'commander.help') {
    const choices = (called ?? program).commands.map((command) => command.name()).join(', ')
    terminal.err(
      `Say what to do: ${pathOf(called)} <command>, one of ${choices}; ${pathOf(called)} --help tells more`,
    )
    return 2
  }
  const [what = '', hint = ''] = error.message.replace(/^error: /, '').split('\n')
  const next = /\(Did you mean (.+)\?\)/.exec(hint)?.[1]
  const advice = next === undefined ? `see ${pathOf(called)} --help` : `did you mean ${next}?`
  terminal.err(`${clean(what.charAt(0).toUpperCase() + what.slice(1)).replace(/\.$/, '')}; ${clean(advice)}`)
  return 2
}

/** The command that the words lead to, however deep: `director user add`. */
function calledIn(program: Command, args: readonly string[]): Command | undefined {
  let called: Command | undefined
  for (const word of args) {
    const next = (called ?? program).commands.find((command) => command.name() === word)
    if (next === undefined) return called
    called = next
  }
  return called
}

const pathOf = (command: Command | undefined): string => {
  if (command === undefined) return 'story-monitor'
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`
}

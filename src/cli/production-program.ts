import type { Command } from 'commander'
import type { Terminal } from './terminal.ts'

/** The table of `story-monitor production …`: long runs, looked at and steered from another terminal. */
export function addProductionCommands(
  program: Command,
  terminal: Terminal,
  done: (code: number) => void,
): void {
  const production = program
    .command('production')
    .description('long runs: check, watch, pause, resume, report')
    .helpCommand(false)
  const add = (name: string, description: string) =>
    production.command(name).description(description).argument('<folder>', 'the output folder of the run')

  add('preflight', 'look whether a run can begin; the exit code is 1 where it cannot')
    .option('--min-disk <gigabytes>', 'free disk space that the run needs', '10')
    .option('--generator <url>', 'an address that answers when the generator is up')
    .option('--pool <name=available/needed...>', 'a content pool, e.g. quests=412/400')
    .option('--json', 'as JSON')
    .action(async (folder, options) =>
      done(
        await (await import('./commands/production-preflight.ts')).preflightRun(folder, options, terminal),
      ),
    )
  add('status', 'say how a run is doing, with what is needed to find a fault')
    .option('--json', 'as JSON')
    .action(async (folder, options) =>
      done((await import('./commands/production-status.ts')).productionStatus(folder, options, terminal)),
    )
  add('watch', 'watch a run in the terminal until it is over').action(async (folder) =>
    done(await (await import('./commands/production-watch.ts')).watchRun(folder, terminal)),
  )
  const steer = () => import('./commands/production.ts')
  add('pause', 'no further segment starts until the run is resumed')
    .argument('[reason...]', 'why, for people')
    .action(async (folder, reason) => done((await steer()).pause(folder, reason, terminal)))
  add('resume', 'let a paused run go on').action(async (folder) =>
    done((await steer()).resume(folder, terminal)),
  )
  add('report', 'write production-report.md, .json and .html')
    .option('--sample <count>', 'how many segments to propose for review')
    .option('--seed <text>', 'which random sample (default: the id of the run)')
    .action(async (folder, options) => done((await steer()).report(folder, options, terminal)))
  add('except', 'document why a missed criterion is accepted, and write the report again')
    .argument('<criterion>', 'its name, as the report has it')
    .requiredOption('--reason <text>', 'why, for people')
    .option('--by <name>', 'who decided (default: who is logged in)')
    .action(async (folder, criterion, options) =>
      done((await steer()).except(folder, criterion, options, terminal)),
    )
  add('redo', 'have segments made again at the next start')
    .argument('[ids...]', 'which')
    .option('--skipped', 'all that were given up or left out')
    .action(async (folder, ids, options) => done((await steer()).redo(folder, ids, options, terminal)))
}

import type { Command } from 'commander'
import type { Terminal } from './terminal.ts'

const DATABASE = [
  '--db <file>',
  'users and decisions (default: DIRECTOR_DB_PATH, else ./director.db)',
] as const

const CONFIG = [
  '--config <file>',
  'generators and deploy command (default: director.config.json, where there is one)',
] as const

const QUEUE = '--queue <url>'

/** The table of `story-monitor director …`: the review dashboard and its users. */
export function addDirectorCommands(
  program: Command,
  terminal: Terminal,
  done: (code: number) => void,
): void {
  const director = program
    .command('director')
    .description('review streams in a dashboard: story, spec, keyframes, videos')
    .helpCommand(false)
  director
    .command('serve')
    .description('serve the dashboard over a folder of streams')
    .requiredOption('--streams <folder>', 'the folder whose folders are the streams')
    .option('--port <number>', 'port of the page', '8083')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option(...DATABASE)
    .option(...CONFIG)
    .option(QUEUE, 'hand the tasks on to workers over a Redis, such as redis://127.0.0.1:6379')
    .option('--prod', 'behind a proxy with TLS: secure cookies, needs DIRECTOR_SECRET_KEY')
    .option('--origin <url>', 'the public address behind the proxy, such as https://review.example.org')
    .option('--open', 'open the page in the browser')
    .action(async (options) =>
      done(await (await import('./commands/director.ts')).serveDirector(options, terminal)),
    )
  director
    .command('worker')
    .description('make what a dashboard with the same --queue asks for, on any machine')
    .requiredOption('--streams <folder>', 'the same folder of streams, shared between the machines')
    .requiredOption(QUEUE, 'the Redis of the dashboard, such as redis://127.0.0.1:6379')
    .option(...CONFIG)
    .action(async (options) =>
      done(await (await import('./commands/director-worker.ts')).runDirectorWorker(options, terminal)),
    )
  director
    .command('demo')
    .description('try the dashboard with three example streams')
    .option('--port <number>', 'port of the page', '8083')
    .action(async (options) =>
      done(await (await import('./commands/director-demo.ts')).demoDirector(options, terminal)),
    )
  const user = director.command('user').description('who may log in').helpCommand(false)
  const commands = () => import('./commands/director-user.ts')
  user
    .command('add')
    .description('add somebody; the password is typed, or piped in')
    .argument('<name>', 'to log in with')
    .option('--display-name <text>', 'as the others see it')
    .option('--role <role>', 'director decides, viewer looks', 'director')
    .option(...DATABASE)
    .action(async (name, options) => done(await (await commands()).addUser(name, options, terminal)))
  user
    .command('list')
    .description('say who may log in')
    .option(...DATABASE)
    .option('--json', 'as JSON')
    .action(async (options) => done(await (await commands()).listUsers(options, terminal)))
  user
    .command('disable')
    .description('take the way in away; decisions stay')
    .argument('<name>')
    .option(...DATABASE)
    .action(async (name, options) => done(await (await commands()).disableUser(name, options, terminal)))
  user
    .command('enable')
    .description('let somebody in again who was disabled')
    .argument('<name>')
    .option(...DATABASE)
    .action(async (name, options) => done(await (await commands()).enableUser(name, options, terminal)))
  user
    .command('passwd')
    .description('give somebody another password; it is typed, or piped in')
    .argument('<name>')
    .option(...DATABASE)
    .action(async (name, options) => done(await (await commands()).changePassword(name, options, terminal)))
}

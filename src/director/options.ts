import { existsSync, realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import { StoryMonitorError } from '../errors.ts'
import { isFolder } from '../files/index.ts'
import { CONFIG_FILE } from './generate/index.ts'

/** Options of `createDirector()`. */
export type DirectorOptions = {
  /** The folder whose folders are the streams. */
  streams: string
  /** The SQLite file of users and decisions. Default: `DIRECTOR_DB_PATH`, else `./director.db`. */
  database?: string
  /** Commands that make keyframes and videos and deploy, as JSON. Default: `director.config.json` in the working folder, where there is one. */
  config?: string
  /** A Redis, such as `redis://queue.example.org:6379`, from which `director worker` takes the tasks. Default: they are carried out in this process. */
  queue?: string
  /** Default 8083; 0 takes any free one. */
  port?: number
  /** The address to listen on. Default `127.0.0.1`: only this machine. */
  host?: string
  /** For use by others behind a proxy with TLS: secure cookies, and a secret of your own. Default false. */
  production?: boolean
  /** Signs sessions. Default: `DIRECTOR_SECRET_KEY`; in development, one that the database keeps. */
  secret?: string
  /** The public address behind a proxy, such as `https://review.example.org`. */
  origin?: string
  /** Called with a sentence that the person who runs the server should read. Default: `process.emitWarning`. */
  onWarning?: (message: string) => void
}

const DEFAULT_PORT = 8083
const MIN_SECRET = 32

/** The file of users and decisions: what was given, else what the environment says, else one in the working folder. */
export const databasePath = (given: string | undefined): string =>
  resolve(given ?? process.env['DIRECTOR_DB_PATH'] ?? 'director.db')

/**
 * The file of commands: what was given, else one in the working folder, where there is one.
 *
 * @throws StoryMonitorError INVALID_ARGUMENT when one was given and isn't there: nobody wants the built-in commands then
 */
export function configPath(given: string | undefined): string {
  if (given === undefined || existsSync(given)) return resolve(given ?? CONFIG_FILE)
  throw new StoryMonitorError('INVALID_ARGUMENT', `There is no ${given}. Check its name, or leave it out.`)
}

/** @throws StoryMonitorError INVALID_ARGUMENT when it is no address of a Redis */
export function redisUrl(given: string): string {
  if (URL.canParse(given) && /^rediss?:$/.test(new URL(given).protocol)) return given
  // It may hold a password: it isn't repeated.
  throw new StoryMonitorError(
    'INVALID_ARGUMENT',
    'The queue has to be the address of a Redis, such as redis://queue.example.org:6379.',
  )
}

/** @throws StoryMonitorError NOT_A_FOLDER */
export function streamsFolder(streams: string): string {
  if (isFolder(streams)) return realpathSync(resolve(streams))
  throw new StoryMonitorError('NOT_A_FOLDER', `There is no folder ${streams}. Make it: mkdir -p ${streams}`)
}

/** @throws StoryMonitorError INVALID_ARGUMENT with the option, what was expected and what came */
export function checkedOptions(options: DirectorOptions) {
  const { streams, port = DEFAULT_PORT, host = '127.0.0.1', production = false, onWarning = warn } = options
  if (typeof streams !== 'string' || streams === '') throw wrong('streams', 'the path of a folder', streams)
  const root = streamsFolder(streams)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw wrong('port', 'a whole number from 0 to 65535', port)
  }
  if (typeof host !== 'string' || host === '') throw wrong('host', 'an address such as 127.0.0.1', host)
  const secret = options.secret ?? (process.env['DIRECTOR_SECRET_KEY'] || undefined)
  if (production && (secret === undefined || secret.length < MIN_SECRET)) {
    const message = `Production needs DIRECTOR_SECRET_KEY with ${MIN_SECRET} letters or more. Make one: openssl rand -hex 32`
    throw new StoryMonitorError('INVALID_ARGUMENT', message)
  }
  return {
    root,
    database: databasePath(options.database),
    config: configPath(options.config),
    redis: options.queue === undefined ? undefined : redisUrl(options.queue),
    port,
    host,
    production,
    secret,
    origin: originOf(options.origin),
    onWarning,
  }
}

function originOf(given: string | undefined): string | undefined {
  if (given === undefined) return undefined
  const url = URL.canParse(given) ? new URL(given) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw wrong('origin', 'an address such as https://review.example.org', given)
  }
  return url.origin
}

/** Where nobody listens, Node says it. */
export const warn = (message: string): void =>
  process.emitWarning(message, { code: 'STORY_MONITOR_DIRECTOR' })

const wrong = (option: string, expected: string, given: unknown) =>
  new StoryMonitorError(
    'INVALID_ARGUMENT',
    `createDirector: ${option} has to be ${expected}, not ${typeof given === 'string' ? JSON.stringify(given) : String(given)}.`,
  )

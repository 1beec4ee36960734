import { StoryMonitorError } from '../errors.ts'

/** Options of `serve()`. */
export type ServeOptions = {
  /** Default 8081; 0 takes any free one. */
  port?: number
  /** The address to listen on. Default `127.0.0.1`: only this machine. `0.0.0.0` opens it to the network. */
  host?: string
  /** Called with a sentence that the person who runs the server should read. Default: `process.emitWarning`. */
  onWarning?: (message: string) => void
}

const DEFAULT_PORT = 8081
const DEFAULT_HOST = '127.0.0.1'

/** @throws StoryMonitorError INVALID_ARGUMENT with the option, what was expected and what came */
export function checkedOptions(path: string, options: ServeOptions): Required<ServeOptions> {
  const { port = DEFAULT_PORT, host = DEFAULT_HOST, onWarning = warn } = options
  if (typeof path !== 'string' || path === '' || path.includes('\0')) {
    throw wrong('path', 'the path of a folder', path)
  }
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw wrong('port', 'a whole number from 0 to 65535', port)
  }
  if (typeof host !== 'string' || host === '') throw wrong('host', 'an address such as 127.0.0.1', host)
  if (typeof onWarning !== 'function') throw wrong('onWarning', 'a function', onWarning)
  return { port, host, onWarning }
}

const warn = (message: string): void => process.emitWarning(message, { code: 'STORY_MONITOR_SERVER' })

const wrong = (option: string, expected: string, given: unknown) =>
  new StoryMonitorError('INVALID_ARGUMENT', `serve: ${option} has to be ${expected}, not ${shown(given)}.`)

const shown = (given: unknown) => (typeof given === 'string' ? JSON.stringify(given) : String(given))

import { isIP } from 'node:net'
import { Refusal } from './refusal.ts'

/** What the server is bound to. */
export type Bound = { host: string; port: number }

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]']
const WILDCARDS = ['0.0.0.0', '::', '']

/** Whether only programs of this machine can reach a server bound to this host. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))

/** A host as it stands in an address: IPv6 in brackets. */
export const inAddress = (host: string): string => (isIP(host) === 6 ? `[${host}]` : host)

/**
 * Refuses requests whose Host header names another site: a page there could otherwise point its own name at this
 * machine and read the story (DNS rebinding).
 *
 * @param rawHeaders as node:http gives them, because it drops the second of two Host headers
 * @param localAddress the address on which this connection came in; it counts when bound to all of them
 * @throws Refusal 400 without exactly one Host header, 421 for a foreign one
 */
export function checkHost(
  rawHeaders: readonly string[],
  localAddress: string | undefined,
  bound: Bound,
): void {
  let given: string | undefined
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]
    if (name?.length !== 4 || name.toLowerCase() !== 'host') continue
    if (given !== undefined) throw badHost('The request has two Host headers.')
    given = rawHeaders[index + 1]
  }
  if (given === undefined) throw badHost('The request has no Host header.')
  if (isOwn(given.toLowerCase(), localAddress, bound)) return
  const open = addressOf({ host: hostOf(localAddress, bound), port: bound.port })
  throw new Refusal(421, 'This server does not answer to that host name.', `Open ${open} instead.`)
}

function isOwn(given: string, localAddress: string | undefined, { host, port }: Bound): boolean {
  const name = nameOf(given, port)
  if (name === undefined) return false
  if (LOOPBACK_NAMES.includes(name) || name === inAddress(host).toLowerCase()) return true
  return name === inAddress(hostOf(localAddress, { host, port }))
}

/** Bound to all addresses, the one that this connection came in on counts. */
const hostOf = (localAddress: string | undefined, { host }: Bound): string =>
  WILDCARDS.includes(host) && localAddress !== undefined ? localAddress.replace(/^::ffff:/, '') : host

/** The name before the port, if the port is ours. Port 80 may be left out. */
function nameOf(given: string, port: number): string | undefined {
  const ending = `:${port}`
  if (given.endsWith(ending)) return given.slice(0, -ending.length)
  return port === 80 && !/:\d*$/.test(given) ? given : undefined
}

/** The address to open in a browser. */
export const addressOf = ({ host, port }: Bound): string =>
  `http://${WILDCARDS.includes(host) ? '127.0.0.1' : inAddress(host)}:${port}`

const badHost = (error: string) => new Refusal(400, error, 'Send one Host header, as browsers do.')

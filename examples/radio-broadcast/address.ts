const OLLAMA_PORT = 11434

/**
 * The address that OLLAMA_HOST means: a host, a port or both, or a whole address. What the server listens on everywhere
 * (`0.0.0.0`), a client asks on this machine.
 *
 * @example addressOf('studio') // 'http://studio:11434'
 * @example addressOf('0.0.0.0:8080') // 'http://127.0.0.1:8080'
 */
export function addressOf(host: string): string {
  const isWhole = /^https?:\/\//.test(host)
  const text = isWhole ? host : `http://${host.startsWith(':') ? `127.0.0.1${host}` : host}`
  if (!URL.canParse(text)) throw new Error(`OLLAMA_HOST has to be a host or an address, not "${host}".`)
  const address = new URL(text)
  if (address.hostname === '0.0.0.0') address.hostname = '127.0.0.1'
  if (!isWhole && address.port === '' && !/:\d+$/.test(host)) address.port = String(OLLAMA_PORT)
  return address.origin
}

import { createServer } from 'node:net'

const TRIES = 200

/**
 * The next port above a taken one that can be had now.
 *
 * @returns undefined when none of the next two hundred is free
 * @example await nextFreePort(8081, '127.0.0.1') // 8082
 */
export async function nextFreePort(taken: number, host: string): Promise<number | undefined> {
  for (let port = taken + 1; port <= Math.min(taken + TRIES, 65_535); port += 1) {
    if (await isFree(port, host)) return port
  }
  return undefined
}

const isFree = (port: number, host: string): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, host, () => probe.close(() => resolve(true)))
  })

import type { Polka } from 'polka'
import { StoryMonitorError } from '../errors.ts'
import { systemCode, systemReason } from '../files/index.ts'
import { nextFreePort } from './free-port.ts'

/**
 * Starts listening.
 *
 * @param port 0 takes any free one
 * @returns the port that it is
 * @throws StoryMonitorError PORT_IN_USE (the message names the next free port), INVALID_ARGUMENT
 * @example const port = await listening(polka(), 8081, '127.0.0.1')
 */
export async function listening(router: Polka, port: number, host: string): Promise<number> {
  try {
    return await new Promise<number>((done, failed) => {
      router.listen(port, host, () => {
        router.server.off('error', failed)
        const address = router.server.address()
        done(typeof address === 'object' && address !== null ? address.port : port)
      })
      router.server.once('error', failed)
    })
  } catch (error) {
    throw await listenError(error, port, host)
  }
}

async function listenError(cause: unknown, port: number, host: string): Promise<StoryMonitorError> {
  const code = systemCode(cause)
  if (code === 'EADDRINUSE') {
    const free = await nextFreePort(port, host)
    const next = free === undefined ? 'Give another port.' : `The next free one is ${free}.`
    return new StoryMonitorError('PORT_IN_USE', `Port ${port} is in use. ${next}`, { cause })
  }
  if (code === 'EACCES') {
    const message = `Port ${port} may not be used by this user. Give one above 1023, such as 8081.`
    return new StoryMonitorError('INVALID_ARGUMENT', message, { cause })
  }
  const message = `Can't listen on ${host}:${port}: ${systemReason(cause)}. Use 127.0.0.1, or an address of this machine.`
  return new StoryMonitorError('INVALID_ARGUMENT', message, { cause })
}

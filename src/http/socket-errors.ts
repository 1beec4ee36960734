import type { Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { systemCode } from '../files/index.ts'
import { Refusal } from './refusal.ts'
import { rawRefusal } from './respond.ts'

/** Answers what node:http itself gives up on: with the same headers as everything else, and without ending the process. */
export function answerSocketErrors(server: Server): void {
  server.on('clientError', (error, socket) => close(socket, refusalFor(systemCode(error))))
  server.on('connect', (_request, socket) => {
    close(socket, new Refusal(405, 'This is no proxy.', 'Use GET or HEAD.', ['Allow', 'GET, HEAD']))
  })
}

function refusalFor(code: string | undefined): Refusal {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new Refusal(431, 'The headers of the request are too long.', 'Send fewer or shorter ones.')
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new Refusal(408, 'The request did not arrive in time.', 'Send it again.')
  }
  return new Refusal(400, 'That is not an HTTP request.', 'Send a request as browsers do.')
}

function close(socket: Duplex, refusal: Refusal): void {
  socket.on('error', () => socket.destroy())
  if (socket.writable) socket.end(rawRefusal(refusal))
  else socket.destroy()
}

import { openDesk } from './desk.ts'
import type { Request } from './protocol.ts'

/** The worker's side of the protocol: everything that is heavy happens here, away from the page's own thread. */
const desk = openDesk((reply, transfer = []) => self.postMessage(reply, { transfer }))

self.addEventListener('message', (event: MessageEvent<Request>) => {
  void desk.receive(event.data)
})

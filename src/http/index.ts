/** What every server of the package needs: guarded answers, checked requests, files with ranges, event streams. */
export { type ContentType, contentTypeOf } from './content-types.ts'
export { eventText, type Readers, readers, sendAway } from './event-stream.ts'
export { nextFreePort } from './free-port.ts'
export { addressOf, type Bound, checkHost, isLoopback } from './host-check.ts'
export { listening } from './listen.ts'
export { notHere, sendMedia } from './media.ts'
export { Refusal } from './refusal.ts'
export { type Target, targetOf } from './request-target.ts'
export {
  CLOSED_POLICY,
  guards,
  type Headers,
  hasAlready,
  NO_CACHE,
  type Prepared,
  prepare,
  sendPrepared,
  sendRedirect,
  sendRefusal,
} from './respond.ts'
export { answerSocketErrors } from './socket-errors.ts'

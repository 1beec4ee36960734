import { type Bound, checkHost, Refusal } from '../../http/index.ts'

/**
 * Refuses a request for another host, and a change that another site asks for.
 *
 * @param origin the public address behind a proxy, such as `https://review.example.org`; else the bound one counts
 * @throws Refusal 400 or 421 for the host, 403 for the origin
 */
export function checkOrigin(
  request: {
    method?: string | undefined
    headers: { host?: string | undefined; origin?: string | undefined }
    rawHeaders: readonly string[]
    localAddress: string | undefined
  },
  bound: Bound,
  origin: string | undefined,
): void {
  const host = request.headers.host ?? ''
  const isPublic = origin !== undefined && host.toLowerCase() === new URL(origin).host
  if (!isPublic) checkHost(request.rawHeaders, request.localAddress, bound)
  if (request.method === 'GET' || request.method === 'HEAD') return
  const own = isPublic ? origin : `http://${host.toLowerCase()}`
  if (request.headers.origin?.toLowerCase() === own) return
  throw new Refusal(403, 'The change was asked for by another site.', 'Open the page here and send it again.')
}

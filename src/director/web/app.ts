import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Request } from 'polka'
import { StoryMonitorError } from '../../errors.ts'
import { type Bound, Refusal, targetOf } from '../../http/index.ts'
import { sameToken } from '../auth/index.ts'
import { ErrorPage } from '../pages/layout.tsx'
import { type Answer, html, seeOther, write } from './answer.ts'
import { record } from './audit.ts'
import type { Call, House, Route } from './context.ts'
import { readForm } from './form.ts'
import { paramsOf } from './match.ts'
import { checkOrigin } from './origin.ts'
import { personIn } from './session.ts'

/** The dashboard without its socket: what polka calls. */
export type App = {
  handle(request: Request, response: ServerResponse): Promise<void>
  onError(error: unknown, request: Request, response: ServerResponse): void
}

/** @param bound asked on each request, because the port is known only after listening */
export function createApp(
  house: House,
  routes: readonly Route[],
  bound: () => Bound,
  origin: string | undefined,
  onWarning: (message: string) => void,
): App {
  return {
    async handle(request, response) {
      const { method, headers, rawHeaders, socket } = request
      checkOrigin({ method, headers, rawHeaders, localAddress: socket.localAddress }, bound(), origin)
      const raw = request._parsedUrl.raw
      const { segments } = targetOf(raw)
      const { route, params } = routeOf(routes, method, segments)
      const call: Call = {
        ...house,
        params,
        query: new URLSearchParams(raw.split('?').slice(1).join('?')),
        form: route.method === 'POST' ? await readForm(request) : new URLSearchParams(),
        cookies: headers.cookie,
        address: addressOf(request, origin),
        htmx: headers['hx-request'] === 'true',
      }
      write(request, response, await answerOf(route, call, raw))
    },
    onError(error, request, response) {
      // Something is on its way already: breaking off is the only way left to say that it is not whole.
      if (response.headersSent) {
        response.destroy()
        return
      }
      const { status, message, hint, headers } = refusalOf(error, onWarning)
      const close = request.method === 'POST' ? ['Connection', 'close'] : []
      write(request, response, html(ErrorPage({ error: message, hint }), status, [...headers, ...close]))
    },
  }
}

/** Who is not logged in, or may not decide, or sends a form of another site, gets no further. */
async function answerOf(route: Route, call: Call, raw: string): Promise<Answer> {
  if (route.access === 'open') return route.handle(call)
  const known = personIn(call, call.cookies)
  if (known === undefined) {
    // The page says so itself, and keeps what is typed on it.
    if (call.htmx) return { status: 401, type: 'text/plain', body: '', headers: [] }
    return seeOther(`/login?next=${encodeURIComponent(route.method === 'GET' ? raw : '/')}`)
  }
  if (route.method === 'POST' && !sameToken(call.form.get('token') ?? '', known.formToken)) {
    throw new Refusal(
      403,
      'This form is from another session.',
      'Load the page again; what you typed is kept there.',
    )
  }
  if (route.access === 'director' && known.person.role !== 'director') {
    throw new Refusal(403, 'You may look, but only directors decide.', 'Ask a director.')
  }
  const personCall = { ...call, ...known }
  const answer = await route.handle(personCall)
  if (route.method === 'POST' && !('status' in answer && answer.status >= 400)) record(route, personCall)
  return answer
}

function routeOf(routes: readonly Route[], method: string | undefined, segments: readonly string[]) {
  const found = routes.flatMap((route) => {
    const params = paramsOf(route.path, segments)
    return params === undefined ? [] : [{ route, params }]
  })
  const wanted = method === 'HEAD' ? 'GET' : method
  const match = found.find(({ route }) => route.method === wanted)
  if (match !== undefined) return match
  if (found.length === 0) throw new Refusal(404, 'There is nothing here.', 'Look at the address.')
  const allowed = [...new Set(found.map(({ route }) => route.method))].join(', ')
  throw new Refusal(405, 'That can not be done here.', `Use ${allowed}.`, ['Allow', allowed])
}

/** Behind our own proxy, the address that it heard from is the last that it added. */
function addressOf(request: IncomingMessage, origin: string | undefined): string {
  const forwarded = String(request.headers['x-forwarded-for'] ?? '')
    .split(',')
    .at(-1)
    ?.trim()
  const own = request.socket.remoteAddress ?? ''
  return origin !== undefined && forwarded !== undefined && forwarded !== '' ? forwarded : own
}

/** Every error that reaches the top becomes a page; what nobody foresaw is also told to the one who runs the server. */
function refusalOf(error: unknown, onWarning: (message: string) => void): Refusal {
  if (error instanceof Refusal) return error
  if (error instanceof StoryMonitorError) {
    const status = { NOT_FOUND: 404, MALFORMED: 422, TOO_LARGE: 413, LOCKED: 503, INVALID_ARGUMENT: 422 }
    const known = Object.entries(status).find(([code]) => code === error.code)?.[1]
    if (known !== undefined) return new Refusal(known, error.message, '')
    onWarning(error.message)
    return new Refusal(500, error.message, '')
  }
  onWarning(`A request failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  return new Refusal(
    500,
    'The server could not answer this.',
    'The reason stands where the server was started.',
  )
}

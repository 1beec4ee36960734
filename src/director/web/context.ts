import type { Throttle } from '../auth/index.ts'
import type { Deploy, Generators } from '../generate/index.ts'
import type { TaskQueue } from '../queue/index.ts'
import type { Database, Person } from '../store/index.ts'
import type { Thumbnails } from '../thumbnails/index.ts'
import type { Answer } from './answer.ts'
import type { Events } from './events.ts'

/** What all requests share. */
export type House = {
  db: Database
  /** The folder of streams. */
  root: string
  secret: string
  /** Secure cookies, for use behind a proxy with TLS. */
  secure: boolean
  logins: Throttle
  generators: Generators
  deploy: Deploy | undefined
  queue: TaskQueue
  /** The open pages, told what changes under them. */
  events: Events
  thumbnails: Thumbnails
}

/** One request, checked: what a handler knows. */
export type Call = House & {
  params: Readonly<Record<string, string>>
  query: URLSearchParams
  form: URLSearchParams
  cookies: string | undefined
  /** The address that the request came from. */
  address: string
  /** Asked for by htmx, which wants a part of the page. */
  htmx: boolean
}

/** A call of somebody who has logged in. `formToken` goes into every form. */
export type PersonCall = Call & { person: Person; formToken: string }

export type OpenRoute = {
  method: 'GET' | 'POST'
  path: string
  /** Anybody may call it. */
  access: 'open'
  handle(call: Call): Answer | Promise<Answer>
}

export type PersonRoute = {
  method: 'GET' | 'POST'
  path: string
  /** `viewer`: everybody who has logged in; `director`: only who may decide. */
  access: 'viewer' | 'director'
  handle(call: PersonCall): Answer | Promise<Answer>
}

export type Route = OpenRoute | PersonRoute

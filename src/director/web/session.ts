import { StoryMonitorError } from '../../errors.ts'
import {
  DEVICE_SECONDS,
  deviceToken,
  formToken,
  freshToken,
  hashPassword,
  isCrowded,
  isPassword,
  SESSION_SECONDS,
  sameToken,
  tokenHash,
} from '../auth/index.ts'
import { AccountPage } from '../pages/account.tsx'
import { LoginPage } from '../pages/login.tsx'
import {
  addEvent,
  deleteSession,
  insertSession,
  type Person,
  personOf,
  setPassword,
  userNamed,
} from '../store/index.ts'
import { type Answer, html, seeOther } from './answer.ts'
import type { Call, House, Route } from './context.ts'
import { cookie, cookieOf } from './cookies.ts'

const SESSION = 'director_session'
const DEVICE = 'director_device'

/** Who sent a request, by its cookie. */
export function personIn(
  house: House,
  cookies: string | undefined,
): { person: Person; formToken: string } | undefined {
  const token = cookieOf(cookies, SESSION)
  if (token === undefined || token === '') return undefined
  const person = personOf(house.db, tokenHash(house.secret, token))
  return person && { person, formToken: formToken(house.secret, token) }
}

/** An address on this server and nothing else. */
const ownPath = (given: string | null): string =>
  given !== null && /^\/(?![/\\])[\x21-\x7e]*$/.test(given) ? given : '/'

const refused = (call: Call, status: number, error: string, headers: readonly string[] = []): Answer =>
  html(
    LoginPage({ next: ownPath(call.form.get('next')), name: call.form.get('name') ?? '', error }),
    status,
    headers,
  )

async function login(call: Call): Promise<Answer> {
  const name = (call.form.get('name') ?? '').slice(0, 200)
  const isKnown = sameToken(cookieOf(call.cookies, DEVICE) ?? '', deviceToken(call.secret, name))
  const keys = [isKnown ? `device ${name.toLowerCase()}` : `${name.toLowerCase()} from ${call.address}`]
  const wait = call.logins.waitSeconds(keys)
  if (wait > 0) {
    const error = `Too many wrong passwords. Try again in ${wait} s.`
    return refused(call, 429, error, ['Retry-After', String(wait)])
  }
  if (isCrowded())
    return refused(call, 503, 'Too many people log in at once. Try again.', ['Retry-After', '5'])
  const user = userNamed(call.db, name)
  const isRight = await isPassword(call.form.get('password') ?? '', user?.passwordHash)
  if (!isRight || user === undefined || user.disabled) {
    call.logins.failed(keys)
    return refused(call, 401, 'The name or the password is wrong.')
  }
  call.logins.succeeded(keys)
  addEvent(call.db, { userId: user.id, kind: 'logged in' })
  return seeOther(ownPath(call.form.get('next')), [
    ...began(call, user.id),
    ...cookie(DEVICE, deviceToken(call.secret, name), DEVICE_SECONDS, call.secure),
  ])
}

/** Always a new token, whatever the browser brought: nobody can fix it beforehand. */
function began(call: Call, userId: number): string[] {
  ended(call)
  const token = freshToken()
  insertSession(call.db, tokenHash(call.secret, token), userId, Date.now() + SESSION_SECONDS * 1000)
  return cookie(SESSION, token, SESSION_SECONDS, call.secure)
}

function ended(call: Call): void {
  const token = cookieOf(call.cookies, SESSION)
  if (token !== undefined) deleteSession(call.db, tokenHash(call.secret, token))
}

async function changePassword(call: Call & { person: Person; formToken: string }): Promise<Answer> {
  const page = (error: string) =>
    html(AccountPage({ person: call.person, formToken: call.formToken, error }), 422)
  const user = userNamed(call.db, call.person.name)
  const keys = [`change ${call.person.id}`]
  const wait = call.logins.waitSeconds(keys)
  if (wait > 0) return page(`Too many wrong passwords. Try again in ${wait} s.`)
  if (user === undefined || !(await isPassword(call.form.get('password') ?? '', user.passwordHash))) {
    call.logins.failed(keys)
    return page('The password of now is wrong.')
  }
  try {
    setPassword(call.db, user.id, await hashPassword(call.form.get('fresh') ?? ''))
  } catch (error) {
    if (error instanceof StoryMonitorError && error.code === 'INVALID_ARGUMENT') return page(error.message)
    throw error
  }
  addEvent(call.db, { userId: user.id, kind: 'changed the password' })
  return seeOther('/', began(call, user.id))
}

export const sessionRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/login',
    access: 'open',
    handle: ({ query }) => html(LoginPage({ next: ownPath(query.get('next')), name: '' })),
  },
  { method: 'POST', path: '/login', access: 'open', handle: login },
  {
    method: 'POST',
    path: '/logout',
    access: 'viewer',
    handle(call) {
      ended(call)
      addEvent(call.db, { userId: call.person.id, kind: 'logged out' })
      return seeOther('/login', cookie(SESSION, '', 0, call.secure))
    },
  },
  { method: 'GET', path: '/account', access: 'viewer', handle: (call) => html(AccountPage(call)) },
  { method: 'POST', path: '/account/password', access: 'viewer', handle: changePassword },
]

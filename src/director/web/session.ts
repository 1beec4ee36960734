import { StoryMonitorError } from '../../errors.ts'
import {
  DEVICE_SECONDS,
  deviceToken,
  formToken,
  freshToken,
  hashPassword,
  isCrowded,
  isPassword,
  loginBrakes,
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

/** With the prefix, browsers take the cookie over TLS only, for this host and no other: a neighbour can't plant one. */
const named = (name: string, { secure }: Pick<House, 'secure'>) => (secure ? `__Host-${name}` : name)
const sessionName = (house: Pick<House, 'secure'>) => named('director_session', house)
const deviceName = (house: Pick<House, 'secure'>) => named('director_device', house)

/** Who sent a request, by its cookie. */
export function personIn(
  house: House,
  cookies: string | undefined,
): { person: Person; formToken: string } | undefined {
  const token = cookieOf(cookies, sessionName(house))
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
  const isKnown = sameToken(cookieOf(call.cookies, deviceName(call)) ?? '', deviceToken(call.secret, name))
  const brakes = loginBrakes(name, call.address, isKnown)
  const wait = call.logins.waitSeconds(brakes)
  if (wait > 0) {
    const error = `Too many wrong passwords. Try again in ${wait} s.`
    return refused(call, 429, error, ['Retry-After', String(wait)])
  }
  if (isCrowded() && !isKnown) {
    return refused(call, 503, 'Too many people log in at once. Try again.', ['Retry-After', '5'])
  }
  call.logins.tried(brakes)
  const user = userNamed(call.db, name)
  const isRight = await isPassword(call.form.get('password') ?? '', user?.passwordHash)
  if (!isRight || user === undefined || user.disabled) {
    return refused(call, 401, 'The name or the password is wrong.')
  }
  call.logins.succeeded(brakes)
  addEvent(call.db, { userId: user.id, kind: 'logged in' })
  return seeOther(ownPath(call.form.get('next')), [
    ...began(call, user.id),
    ...cookie(deviceName(call), deviceToken(call.secret, name), DEVICE_SECONDS, call.secure),
  ])
}

/** Always a new token, whatever the browser brought: nobody can fix it beforehand. */
function began(call: Call, userId: number): string[] {
  ended(call)
  const token = freshToken()
  insertSession(call.db, tokenHash(call.secret, token), userId, Date.now() + SESSION_SECONDS * 1000)
  return cookie(sessionName(call), token, SESSION_SECONDS, call.secure)
}

function ended(call: Call): void {
  const token = cookieOf(call.cookies, sessionName(call))
  if (token !== undefined) deleteSession(call.db, tokenHash(call.secret, token))
}

async function changePassword(call: Call & { person: Person; formToken: string }): Promise<Answer> {
  const page = (error: string) =>
    html(AccountPage({ person: call.person, formToken: call.formToken, error }), 422)
  const user = userNamed(call.db, call.person.name)
  const brakes = [{ key: `change ${call.person.id}`, free: 5 }]
  const wait = call.logins.waitSeconds(brakes)
  if (wait > 0) return page(`Too many wrong passwords. Try again in ${wait} s.`)
  call.logins.tried(brakes)
  if (user === undefined || !(await isPassword(call.form.get('password') ?? '', user.passwordHash))) {
    return page('The password of now is wrong.')
  }
  call.logins.succeeded(brakes)
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
    handle(call) {
      const next = call.query.get('next')
      const isAgain = next !== null && cookieOf(call.cookies, deviceName(call)) !== undefined
      return html(LoginPage({ next: ownPath(next), name: '', isAgain }))
    },
  },
  { method: 'POST', path: '/login', access: 'open', handle: login },
  {
    method: 'POST',
    path: '/logout',
    access: 'viewer',
    handle(call) {
      ended(call)
      addEvent(call.db, { userId: call.person.id, kind: 'logged out' })
      return seeOther('/login', cookie(sessionName(call), '', 0, call.secure))
    },
  },
  { method: 'GET', path: '/account', access: 'viewer', handle: (call) => html(AccountPage(call)) },
  { method: 'POST', path: '/account/password', access: 'viewer', handle: changePassword },
]

import { openAccounts } from 'story-monitor/director'
import { expect, test } from 'vitest'
import { loginBrakes, throttle } from '../../src/director/auth/index.ts'
import { until } from '../support/until.ts'
import { addUser, enter, openHouse, PASSWORD, Visitor } from './support/visit.ts'

test('a stranger is sent to the login page, and after login to the page that they wanted', async () => {
  const house = await openHouse()
  await addUser(house.database)
  const visitor = new Visitor(house)
  const sent = await visitor.get('/account')
  expect([sent.status, sent.headers.get('location')]).toEqual([303, '/login?next=%2Faccount'])
  expect((await visitor.get('/login?next=%2Faccount')).text).toContain('value="/account"')
  const done = await visitor.post('/login', { name: 'iris', password: PASSWORD, next: '/account' })
  expect([done.status, done.headers.get('location')]).toEqual([303, '/account'])
  expect((await visitor.get('/account')).text).toContain('The iris')
})

test('login never leads to another site', async () => {
  const house = await openHouse()
  await addUser(house.database)
  for (const next of ['//evil.invalid', '/\\evil.invalid', 'javascript:alert(1)']) {
    const done = await new Visitor(house).post('/login', { name: 'iris', password: PASSWORD, next })
    expect([done.status, done.headers.get('location')]).toEqual([303, '/'])
  }
})

test('a session brought along from elsewhere is replaced at login and is worth nothing after', async () => {
  const house = await openHouse()
  await addUser(house.database)
  const visitor = new Visitor(house)
  await visitor.login()
  const first = visitor.cookies.get('director_session') ?? ''
  await visitor.login()
  expect(visitor.cookies.get('director_session')).not.toBe(first)
  const thief = new Visitor(house)
  thief.cookies.set('director_session', first)
  expect((await thief.get('/')).status).toBe(303)
  expect((await visitor.get('/')).status).toBe(200)
})

test('logging out ends the session for whoever has its cookie', async () => {
  const { house, visitor } = await enter()
  const copy = new Visitor(house)
  for (const [name, value] of visitor.cookies) copy.cookies.set(name, value)
  expect((await visitor.send('/logout', {})).headers.get('location')).toBe('/login')
  expect((await copy.get('/')).status).toBe(303)
})

test('changing the password ends every other session', async () => {
  const { house, visitor: here } = await enter()
  const elsewhere = new Visitor(house)
  await elsewhere.login()
  const wrong = await here.send('/account/password', {
    password: 'not this one',
    fresh: 'three boats in the bay',
  })
  expect(wrong.status).toBe(422)
  const short = await here.send('/account/password', { password: PASSWORD, fresh: 'short' })
  expect(short.text).toContain('has 5 letters')
  const done = await here.send('/account/password', { password: PASSWORD, fresh: 'three boats in the bay' })
  expect(done.status).toBe(303)
  expect((await here.get('/')).status).toBe(200)
  expect((await elsewhere.get('/')).status).toBe(303)
  expect((await new Visitor(house).login('iris', 'three boats in the bay')).status).toBe(303)
})

test('a disabled user is out at once', async () => {
  const { house, visitor } = await enter()
  const accounts = await openAccounts(house.database)
  accounts.disable('iris')
  accounts.close()
  expect((await visitor.get('/')).status).toBe(303)
  expect((await visitor.login()).status).toBe(401)
})

test('of a thousand guesses a handful are looked at, and the rightful user is not shut out', async () => {
  const house = await openHouse()
  await addUser(house.database)
  await addUser(house.database, 'otto')
  const rightful = new Visitor(house)
  await rightful.login()
  const guesser = new Visitor(house)
  const answers: number[] = []
  for (let guess = 0; guess < 20; guess++) {
    const together = Array.from({ length: 50 }, (_, index) =>
      guesser.login('iris', `guess ${guess} ${index}`),
    )
    answers.push(...(await Promise.all(together)).map(({ status }) => status))
  }
  const count = (wanted: number) => answers.filter((status) => status === wanted).length
  expect(count(401) + count(429)).toBe(1000)
  // Five, and one for each wait that has passed: ten of them would take five minutes.
  expect(count(401)).toBeGreaterThanOrEqual(5)
  expect(count(401)).toBeLessThan(10)
  await until('a wait that is not nearly over', async () => {
    const { status, headers } = await guesser.login('iris', 'one more guess')
    return status === 401 || Number(headers.get('retry-after')) > 5
  })
  // Not even the right password gets through now: the answer tells the guesser nothing.
  const right = await guesser.login()
  expect([right.status, right.headers.get('retry-after')]).toEqual([429, expect.stringMatching(/^\d+$/)])
  expect((await rightful.login()).status).toBe(303)
  expect((await new Visitor(house).login('otto')).status).toBe(303)
}, 180_000)

const minute = 60_000

test('a wait doubles up to a quarter of an hour, and is forgotten an hour later', () => {
  let now = 0
  const brakes = [{ key: 'iris from here', free: 5 }]
  const logins = throttle(() => now)
  const waits = Array.from({ length: 14 }, () => {
    logins.tried(brakes)
    const wait = logins.waitSeconds(brakes)
    now += wait * 1000
    return wait
  })
  expect(waits).toEqual([0, 0, 0, 0, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900])
  now += 61 * minute
  logins.tried(brakes)
  expect(logins.waitSeconds(brakes)).toBe(0)
})

test('guesses at one name from a thousand networks are slowed down, but not for a browser that knows it', () => {
  const logins = throttle(() => 0)
  let looked = 0
  for (let number = 0; number < 1000; number++) {
    const brakes = loginBrakes('iris', `10.${number >> 8}.${number & 255}.1`, false)
    if (logins.waitSeconds(brakes) > 0) continue
    looked += 1
    logins.tried(brakes)
  }
  expect(looked).toBe(100)
  expect(logins.waitSeconds(loginBrakes('Iris', '192.0.2.7', true))).toBe(0)
  expect(logins.waitSeconds(loginBrakes('otto', '192.0.2.7', false))).toBe(0)
})

test('the addresses of one IPv6 network are one guesser', () => {
  const brakes = (address: string) => loginBrakes('iris', address, false)
  expect(brakes('2001:db8:1:2:a::1')).toEqual(brakes('2001:db8:1:2:b:c:d:e'))
  expect(brakes('2001:db8::1')).toEqual(brakes('2001:db8:0:0:5::'))
  expect(brakes('2001:db8::1')).not.toEqual(brakes('2001:db8:0:1::1'))
  expect(loginBrakes('iris', '::ffff:192.0.2.1', false)).not.toEqual(
    loginBrakes('iris', '::ffff:192.0.2.2', false),
  )
})

test('made-up names do not fill the memory: the oldest are forgotten', () => {
  const logins = throttle(() => 0)
  const first = [{ key: 'first', free: 1 }]
  logins.tried(first)
  for (let number = 0; number < 9999; number++) logins.tried([{ key: `name ${number}`, free: 1 }])
  expect(logins.waitSeconds(first)).toBe(10)
  logins.tried([{ key: 'one more', free: 1 }])
  expect(logins.waitSeconds(first)).toBe(0)
})

test('the password is not in the database, nor is the session', async () => {
  const { readFileSync } = await import('node:fs')
  const house = await openHouse()
  await addUser(house.database)
  const visitor = new Visitor(house)
  await visitor.login()
  const session = visitor.cookies.get('director_session') ?? ''
  expect(session.length).toBeGreaterThan(40)
  const stored = ['', '-wal'].map((end) => readFileSync(house.database + end, 'latin1')).join('')
  expect(stored).toContain('scrypt$32768$8$3$')
  expect(stored).not.toContain(PASSWORD)
  expect(stored).not.toContain(session)
})

test('a cookie that a neighbouring host planted is no session in production', async () => {
  const origin = 'https://review.example.org'
  const house = await openHouse({ production: true, secret: 'x'.repeat(32), origin })
  await addUser(house.database)
  const { ask } = await import('./support/ask-form.ts')
  const headers = { host: 'review.example.org', origin }
  const done = await ask(house, '/login', { name: 'iris', password: PASSWORD }, headers)
  const session = /^__Host-director_session=([^;]*)/.exec(done.cookies[0] ?? '')?.[1] ?? ''
  expect(session).not.toBe('')
  const as = async (cookie: string) => (await ask(house, '/logout', {}, { ...headers, cookie })).status
  // By the plain name nobody is known; by the other somebody is, whose form then lacks its token.
  expect(await as(`director_session=${session}`)).toBe(303)
  expect(await as(`__Host-director_session=${session}`)).toBe(403)
})

test('production refuses to start without a secret, and marks its cookies for TLS only', async () => {
  await expect(openHouse({ production: true })).rejects.toThrow(/needs DIRECTOR_SECRET_KEY/)
  await expect(openHouse({ production: true, secret: 'short' })).rejects.toThrow(/32 letters or more/)
  const origin = 'https://review.example.org'
  const house = await openHouse({ production: true, secret: 'x'.repeat(32), origin })
  await addUser(house.database)
  const { ask } = await import('./support/ask-form.ts')
  const done = await ask(
    house,
    '/login',
    { name: 'iris', password: PASSWORD },
    { host: 'review.example.org', origin },
  )
  expect(done.status).toBe(303)
  expect(done.cookies.every((line) => /; HttpOnly; SameSite=Lax; .*; Secure$/.test(line))).toBe(true)
  expect(done.cookies.map((line) => line.split('=')[0])).toEqual([
    '__Host-director_session',
    '__Host-director_device',
  ])
})

import { openAccounts } from 'story-monitor/director'
import { expect, test } from 'vitest'
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

test('guessing is slowed down, but not for the browser that has logged in before', async () => {
  const house = await openHouse()
  await addUser(house.database)
  const rightful = new Visitor(house)
  await rightful.login()
  const guesser = new Visitor(house)
  const answers: number[] = []
  for (let guess = 0; guess < 8; guess++) answers.push((await guesser.login('iris', `guess ${guess}`)).status)
  expect(answers.slice(0, 5)).toEqual([401, 401, 401, 401, 401])
  expect(answers.slice(5)).toEqual([429, 429, 429])
  expect((await guesser.login()).headers.get('retry-after')).toMatch(/^\d+$/)
  expect((await rightful.login()).status).toBe(303)
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

test('production refuses to start without a secret, and marks its cookies for TLS only', async () => {
  await expect(openHouse({ production: true })).rejects.toThrow(/needs DIRECTOR_SECRET_KEY/)
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
  expect(done.cookies.length).toBe(2)
})

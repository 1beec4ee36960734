import { expect, test } from 'vitest'
import { routes } from '../../src/director/web/routes.ts'
import { ask } from './support/ask-form.ts'
import { addUser, enter, openHouse, Visitor } from './support/visit.ts'

const OPEN = ['GET /assets/:name', 'GET /login', 'POST /login']
const filled = (path: string) =>
  path.replace(':stream', 'the-lighthouse').replace(':kind', 'keyframes').replace(/:\w+/g, '1')
const table = routes()

test('every address but the short list needs a session', async () => {
  const house = await openHouse()
  const visitor = new Visitor(house)
  expect(
    table.filter(({ access }) => access === 'open').map(({ method, path }) => `${method} ${path}`),
  ).toEqual(OPEN)
  for (const { method, path } of table.filter(({ access }) => access !== 'open')) {
    const answer = method === 'GET' ? await visitor.get(filled(path)) : await visitor.post(filled(path), {})
    expect([answer.status, answer.headers.get('location')], `${method} ${path}`).toEqual([
      303,
      expect.stringMatching(/^\/login\?next=/),
    ])
  }
})

test('every change needs the form token of the session', async () => {
  const { visitor } = await enter()
  for (const { path } of table.filter(({ method, access }) => method === 'POST' && access !== 'open')) {
    expect((await visitor.post(filled(path), { token: 'made up' })).status, path).toBe(403)
  }
  expect((await visitor.get('/')).status).toBe(200)
})

test('every change needs to come from this site', async () => {
  const { house, visitor } = await enter()
  const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const host = `127.0.0.1:${house.port}`
  const strange: Record<string, string>[] = [
    {},
    { origin: 'null' },
    { origin: 'https://evil.invalid' },
    { origin: `https://${host}` },
  ]
  for (const { path } of table.filter(({ method }) => method === 'POST')) {
    for (const headers of strange) {
      expect((await ask(house, filled(path), {}, { host, cookie, ...headers })).status, path).toBe(403)
    }
  }
  expect((await visitor.get('/')).status).toBe(200)
})

test('only directors change anything but their own account', async () => {
  const house = await openHouse()
  await addUser(house.database, 'otto', 'viewer')
  const visitor = new Visitor(house)
  await visitor.login('otto')
  const own = ['/logout', '/account/password']
  const changes = table.filter(
    ({ method, path, access }) => method === 'POST' && access !== 'open' && !own.includes(path),
  )
  for (const { path, access } of changes) {
    expect(access, path).toBe('director')
    expect((await visitor.send(filled(path), {})).status, path).toBe(403)
  }
})

test('a foreign host name is refused', async () => {
  const house = await openHouse()
  const answer = await ask(house, '/login', {}, { host: 'evil.invalid', origin: 'http://evil.invalid' })
  expect(answer.status).toBe(421)
})

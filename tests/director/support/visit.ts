import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  createDirector,
  type Director,
  type DirectorOptions,
  openAccounts,
  type Role,
} from 'story-monitor/director'
import { afterAll, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../support/temporary.ts'

export const PASSWORD = 'nine winters without light'
const fixtures = fileURLToPath(new URL('../../fixtures/streams', import.meta.url))

export type House = Director & { streams: string; database: string }

/** A dashboard of the test's own, over a copy of the lighthouse, with a director. */
export async function openHouse(options: Partial<DirectorOptions> = {}): Promise<House> {
  const folder = temporaryFolder('director')
  const streams = options.streams ?? join(folder, 'streams')
  mkdirSync(streams, { recursive: true })
  if (options.streams === undefined) cpSync(fixtures, streams, { recursive: true })
  const database = options.database ?? join(folder, 'director.db')
  const director = await createDirector({ port: 0, ...options, streams, database })
  onTestFinished(() => director.close())
  return { ...director, streams, database }
}

export async function addUser(database: string, name = 'iris', role: Role = 'director'): Promise<void> {
  const accounts = await openAccounts(database)
  await accounts.add({ name, displayName: `The ${name}`, role, password: PASSWORD })
  accounts.close()
}

/** A browser without a screen: it keeps cookies, and sends forms as a page of this server would. */
export class Visitor {
  readonly url: string
  readonly cookies = new Map<string, string>()

  constructor({ url }: { url: string }) {
    this.url = url
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<Seen> {
    return this.ask(path, { headers })
  }

  /** Sends a form with the token of the page that it stands on. */
  async send(path: string, fields: Record<string, string>, page = '/account'): Promise<Seen> {
    const token = /name="token" value="([^"]*)"/.exec((await this.get(page)).text)?.[1] ?? ''
    return this.post(path, { token, ...fields })
  }

  async post(
    path: string,
    fields: Record<string, string> | [string, string][],
    headers: Record<string, string> = {},
  ): Promise<Seen> {
    const body = new URLSearchParams(fields)
    return this.ask(path, { method: 'POST', body, headers: { origin: this.url, ...headers } })
  }

  async login(name = 'iris', password = PASSWORD): Promise<Seen> {
    return this.post('/login', { name, password })
  }

  private async ask(path: string, init: RequestInit & { headers: Record<string, string> }): Promise<Seen> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(this.url + path, {
      ...init,
      redirect: 'manual',
      headers: { ...init.headers, ...(cookie === '' ? {} : { cookie }) },
    })
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      const [name = '', ...value] = pair.split('=')
      if (/Max-Age=0/.test(line)) this.cookies.delete(name)
      else this.cookies.set(name, value.join('='))
    }
    return { status: answer.status, headers: answer.headers, text: await answer.text() }
  }
}

export type Seen = { status: number; headers: Headers; text: string }

/** A dashboard with somebody logged in. */
export async function enter(
  options: Partial<DirectorOptions> = {},
): Promise<{ house: House; visitor: Visitor }> {
  template ??= makeTemplate()
  const { files, cookies } = await template
  const database = join(temporaryFolder('director-db'), 'director.db')
  cpSync(files, dirname(database), { recursive: true })
  const house = await openHouse({ ...options, database })
  const visitor = new Visitor(house)
  for (const [name, value] of cookies) visitor.cookies.set(name, value)
  return { house, visitor }
}

let template: Promise<{ files: string; cookies: ReadonlyMap<string, string> }> | undefined

const made: string[] = []
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true })
})

/** Passwords are slow on purpose: one login, whose database and cookies are copied for every test of a file. */
async function makeTemplate() {
  const files = mkdtempSync(join(tmpdir(), 'story-monitor-director-template-'))
  made.push(files)
  const database = join(files, 'director.db')
  await addUser(database)
  const director = await createDirector({ streams: files, database, port: 0 })
  const visitor = new Visitor(director)
  await visitor.login()
  await director.close()
  return { files, cookies: visitor.cookies }
}

/** The hidden fields of the form that leads to an address. */
export function fieldsOf(text: string, action: string): Record<string, string> {
  const form = text.split('<form').find((part) => part.includes(`action="${action}"`)) ?? ''
  const inputs = [
    ...(form.split('</form>')[0] ?? '').matchAll(/type="hidden" name="(\w+)" value(?:="([^"]*)")?/g),
  ]
  return Object.fromEntries(inputs.map((match) => [match[1] ?? '', match[2] ?? '']))
}

/** The fields of the form for one prompt on a page. */
export function promptFields(text: string, id: string): Record<string, string> {
  const form = text.split('<form').find((part) => part.includes(`name="id" value="${id}"`)) ?? ''
  const inputs = [
    ...(form.split('</form>')[0] ?? '').matchAll(/type="hidden" name="(\w+)" value(?:="([^"]*)")?/g),
  ]
  return Object.fromEntries(inputs.map((match) => [match[1] ?? '', match[2] ?? '']))
}

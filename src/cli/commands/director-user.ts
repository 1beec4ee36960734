import { type Accounts, openAccounts } from '../../director/index.ts'
import { clean } from '../../host/index.ts'
import { askSecret } from '../secret.ts'
import type { Terminal } from '../terminal.ts'
import { UsageError } from '../usage.ts'

type Where = { db?: string }

/** Adds somebody who may log in. */
export async function addUser(
  name: string,
  options: Where & { displayName?: string; role: string },
  terminal: Terminal,
): Promise<number> {
  const { role, displayName = name } = options
  if (role !== 'director' && role !== 'viewer') {
    throw new UsageError(`--role has to be director or viewer, not "${role}".`)
  }
  const password = await askSecret(`Password for ${clean(name)}`)
  return withAccounts(options, async (accounts) => {
    await accounts.add({ name, displayName, role, password })
    terminal.out(`${clean(displayName)} can log in as ${clean(name)}.`)
  })
}

/** Lists who may log in. */
export const listUsers = (options: Where & { json?: boolean }, terminal: Terminal): Promise<number> =>
  withAccounts(options, (accounts) => {
    const users = accounts.list()
    if (options.json === true) terminal.out(JSON.stringify(users, null, 2))
    else if (users.length === 0) terminal.out('There are no users yet: story-monitor director user add NAME')
    for (const { name, displayName, role, disabled } of options.json === true ? [] : users) {
      terminal.out(`${clean(name)}  ${clean(displayName)}  ${role}${disabled ? '  disabled' : ''}`)
    }
  })

/** Takes the way in away; what the user decided stays. */
export const disableUser = (name: string, options: Where, terminal: Terminal): Promise<number> =>
  withAccounts(options, (accounts) => {
    accounts.disable(name)
    terminal.out(`${clean(name)} can't log in any more.`)
  })

/** Opens the way in again. */
export const enableUser = (name: string, options: Where, terminal: Terminal): Promise<number> =>
  withAccounts(options, (accounts) => {
    const isChanged = accounts.enable(name)
    terminal.out(`${clean(name)} can log in ${isChanged ? 'again' : 'already'}.`)
  })

/** Gives a user another password. */
export async function changePassword(name: string, options: Where, terminal: Terminal): Promise<number> {
  const password = await askSecret(`New password for ${clean(name)}`)
  return withAccounts(options, async (accounts) => {
    const { disabled } = await accounts.changePassword(name, password)
    terminal.out(
      disabled
        ? `${clean(name)} has a new password, but is still disabled and can't log in. Let them in: story-monitor director user enable ${clean(name)}`
        : `${clean(name)} has a new password and has to log in again.`,
    )
  })
}

async function withAccounts(
  options: Where,
  work: (accounts: Accounts) => void | Promise<void>,
): Promise<number> {
  const accounts = await openAccounts(options.db)
  try {
    await work(accounts)
    return 0
  } finally {
    accounts.close()
  }
}

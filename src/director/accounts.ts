import { StoryMonitorError } from '../errors.ts'
import { hashPassword } from './auth/index.ts'
import { databasePath } from './options.ts'
import {
  addEvent,
  allUsers,
  type Database,
  disableUser,
  type EventKind,
  enableUser,
  insertUser,
  openDatabase,
  type Role,
  setPassword,
  type User,
  userNamed,
} from './store/index.ts'

/** A user as it may be shown. */
export type Account = { name: string; displayName: string; role: Role; disabled: boolean; createdAt: string }

/** The users of one database, for the one who runs the dashboard. */
export type Accounts = {
  add(account: { name: string; displayName?: string; role?: Role; password: string }): Promise<void>
  list(): Account[]
  /** Closes the way in; decisions stay. */
  disable(name: string): void
  /** Opens the way in again. @returns false when it was open */
  enable(name: string): boolean
  /** Ends the user's sessions too. A disabled user stays disabled. */
  changePassword(name: string, password: string): Promise<Account>
  close(): void
}

const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._@-]{0,63}$/u

/**
 * Opens the users of a dashboard.
 *
 * @param database default: `DIRECTOR_DB_PATH`, else `./director.db`
 * @throws StoryMonitorError
 * @example
 * const accounts = await openAccounts('./director.db')
 * await accounts.add({ name: 'artistic_director', password: typed })
 */
export async function openAccounts(database?: string): Promise<Accounts> {
  const db = await openDatabase(databasePath(database))
  const record = (name: string, kind: EventKind, detail = '') =>
    addEvent(db, { userId: known(db, name).id, kind, detail })
  return {
    async add({ name, displayName = name, role = 'director', password }) {
      if (!NAME.test(name)) {
        const message = `The name ${JSON.stringify(name)} can't be used: take letters, digits and . _ @ - only.`
        throw new StoryMonitorError('INVALID_ARGUMENT', message)
      }
      insertUser(db, {
        name,
        displayName: displayName.trim() || name,
        role,
        passwordHash: await hashPassword(password),
      })
      record(name, 'was added', `as a ${role}`)
    },
    list: () => allUsers(db).map(accountOf),
    disable(name) {
      const { id, disabled } = known(db, name)
      disableUser(db, id)
      if (!disabled) record(name, 'was disabled')
    },
    enable(name) {
      const isChanged = enableUser(db, known(db, name).id)
      if (isChanged) record(name, 'was enabled')
      return isChanged
    },
    async changePassword(name, password) {
      const { id } = known(db, name)
      setPassword(db, id, await hashPassword(password))
      record(name, 'was given a new password')
      return accountOf(known(db, name))
    },
    close: () => db.close(),
  }
}

const accountOf = ({ name, displayName, role, disabled, createdAt }: User): Account => ({
  name,
  displayName,
  role,
  disabled,
  createdAt,
})

function known(db: Database, name: string): User {
  const user = userNamed(db, name)
  if (user !== undefined) return user
  const message = `There is no user ${name}. See who there is: story-monitor director user list`
  throw new StoryMonitorError('INVALID_ARGUMENT', message)
}

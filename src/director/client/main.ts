import { keepDrafts } from './drafts.ts'
import { listenToKeys } from './keys.ts'

/** Without this script everything works with forms; with it, quicker. */
listenToKeys()
keepDrafts()

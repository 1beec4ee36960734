import { keepDrafts } from './drafts.ts'
import { tellErrors } from './errors.ts'
import { listenToKeys } from './keys.ts'

/** Without this script everything works with forms; with it, quicker. */
listenToKeys()
keepDrafts()
tellErrors()

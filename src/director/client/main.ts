import { keepFocus } from './cards.ts'
import { compareVersions } from './compare.ts'
import { keepDrafts } from './drafts.ts'
import { tellErrors } from './errors.ts'
import { followChanges } from './follow.ts'
import { listenToKeys } from './keys.ts'
import { tellBrokenPictures } from './pictures.ts'
import { keepPlace } from './place.ts'
import { offerPresets } from './presets.ts'
import { countSelected } from './select.ts'

/** Without this script everything works with forms; with it, quicker. */
listenToKeys()
keepFocus()
keepDrafts()
keepPlace()
tellErrors()
tellBrokenPictures()
countSelected()
offerPresets()
compareVersions()
followChanges()

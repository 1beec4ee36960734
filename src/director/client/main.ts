import { keepFocus } from './cards.ts'
import { showWhatIsChanged } from './changed.ts'
import { compareVersions } from './compare.ts'
import { keepDrafts } from './drafts.ts'
import { tellErrors } from './errors.ts'
import { followChanges } from './follow.ts'
import { offerHelp } from './help.ts'
import { listenToKeys } from './keys.ts'
import { localTimes } from './local-times.ts'
import { tellBrokenPictures } from './pictures.ts'
import { forgetOutcome, keepPlace } from './place.ts'
import { playAll } from './play-all.ts'
import { offerPresets } from './presets.ts'
import { keepWhatWasSaid } from './said.ts'
import { countSelected } from './select.ts'
import { listenToNotes } from './send.ts'
import { tellDraftsAreKept, watchSession } from './session.ts'

/** Without this script everything works with forms; with it, quicker. */
listenToKeys()
listenToNotes()
offerHelp()
localTimes()
keepFocus()
keepDrafts()
showWhatIsChanged()
forgetOutcome()
keepPlace()
tellErrors()
tellBrokenPictures()
countSelected()
offerPresets()
compareVersions()
playAll()
keepWhatWasSaid()
watchSession()
tellDraftsAreKept()
followChanges()

/** Stream folders: reading them in every dialect, and changing one value of their spec. */
export { createStream, type NewStream, nameFrom, nameProblem } from './create.ts'
export { type Edit, editValue } from './edit.ts'
export { hasAddress, isStream, streamNames } from './list.ts'
export {
  contentHash,
  FOLDERS,
  type MediaFile,
  type MediaKind,
  mediaIn,
  nameToWrite,
  stampText,
} from './media.ts'
export { type Editable, editablesOf, hashOf, type Segment, type Spec } from './spec.ts'
export {
  DEPLOYMENT_FILE,
  type Deployment,
  INPUT_FILE,
  PRODUCTION_FILE,
  readStream,
  type Stream,
} from './stream.ts'

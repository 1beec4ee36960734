/** The ground floor: the only code that touches the disk for state. */
export { appendLine, flushFile } from './append.ts'
export { writeFileAtomic } from './atomic-write.ts'
export { cutTornLine, eachJsonLine } from './each-line.ts'
export { isFolder, makeFolder } from './folder.ts'
export {
  HOST_TAG,
  identityOf,
  type ProcessIdentity,
  type ProcessPresence,
  processPresence,
} from './identity.ts'
export { parseJson, readJsonFile } from './json.ts'
export { jsonFault } from './json-fault.ts'
export { type LineReader, openLines } from './line-reader.ts'
export { readJsonLines } from './lines.ts'
export { withLock } from './lock.ts'
export { type OpenFile, openInside, realPathInside } from './path-gate.ts'
export { readInside } from './read-inside.ts'
export { MAX_STATE_BYTES, readFileOnce, type Stamp, sameStamp, stampOf } from './read-once.ts'
export { sweepOrphans } from './sweep.ts'
export { systemCode, systemReason } from './system-error.ts'

/** A stream as a ZIP to hand on: what is approved, and who decided it. */
export { type Contents, contentsOf } from './contents.ts'
export { ChangedWhilePacking, packed, safeName } from './pack.ts'

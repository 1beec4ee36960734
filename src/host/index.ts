/** What passes between this package and the pipeline that hosts it: arguments, checked, and warnings, never thrown. */
export { count, filledText, knownKeys, numberFrom, refuse, shortText, text, wholeFrom } from './argument.ts'
export { nearest } from './nearest.ts'
export { clean, cut } from './terminal-text.ts'
export { type HostWarning, type OnWarning, type Warnings, warningsOf } from './warnings.ts'

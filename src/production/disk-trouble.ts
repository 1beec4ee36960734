import { systemCode } from '../files/index.ts'

/** What a folder refuses to be written for, as far as it decides what helps. */
export type DiskTrouble = 'full' | 'rights' | 'gone' | 'other'

const CODES: { readonly [code: string]: DiskTrouble } = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EACCES: 'rights',
  EPERM: 'rights',
  EROFS: 'rights',
  ENOENT: 'gone',
  ENOTDIR: 'gone',
}

/** @param error what a write threw, or the error that it wraps as its cause */
export function diskTrouble(error: unknown): DiskTrouble {
  const code = systemCode(error instanceof Error ? (error.cause ?? error) : error) ?? ''
  return (Object.hasOwn(CODES, code) ? CODES[code] : undefined) ?? 'other'
}

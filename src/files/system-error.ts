/** The system's word for an error (`ENOENT`, `ENOSPC`…), or undefined for anything else that was thrown. */
export const systemCode = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined

const WORDS: { readonly [code: string]: string } = {
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EFBIG: 'the file would be bigger than the system allows',
  EDQUOT: 'the disk quota is used up',
  EIO: 'the disk reports an input/output error',
  ENOENT: 'no such file or folder',
  ENOTDIR: 'a part of the path is not a folder',
  EISDIR: 'it is a folder',
  EMFILE: 'too many open files',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'too many symbolic links',
  EEXIST: 'it exists already',
}

/** A system error in words, with its code: `the disk is full (ENOSPC)`. */
export function systemReason(error: unknown): string {
  const code = systemCode(error)
  if (code !== undefined && Object.hasOwn(WORDS, code)) return `${WORDS[code]} (${code})`
  return error instanceof Error ? error.message : String(error)
}

/** Reads one cookie of a request. */
export function cookieOf(header: string | undefined, name: string): string | undefined {
  for (const part of header?.split(';') ?? []) {
    const [given = '', ...value] = part.split('=')
    if (given.trim() === name) return value.join('=').trim()
  }
  return undefined
}

/** A Set-Cookie header that scripts can't read and other sites can't use. `maxAge` in seconds; 0 takes it away. */
export const cookie = (name: string, value: string, maxAge: number, secure: boolean): string[] => [
  'Set-Cookie',
  `${name}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAge}${secure ? '; Secure' : ''}`,
]

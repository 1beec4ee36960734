/** How the server stands to this page: `away` when it does not answer. */
export type Standing = 'here' | 'away' | 'logged out'

let asking: Promise<Standing> | undefined

/** Asks the server whether it is there and still knows the session; many who ask at once ask once. */
export function askServer(): Promise<Standing> {
  asking ??= ask().finally(() => {
    asking = undefined
  })
  return asking
}

async function ask(): Promise<Standing> {
  try {
    const answer = await fetch('/account', { method: 'HEAD', cache: 'no-store', redirect: 'manual' })
    if (answer.type === 'opaqueredirect') return 'logged out'
    return answer.status >= 500 ? 'away' : 'here'
  } catch {
    // No answer at all is an answer to this question.
    return 'away'
  }
}

/** Calls at once, then at most once in `intervalMs` for the same key, always with a last call for the last request. */
export function coalesce(intervalMs: number, call: (key: string) => void) {
  const resting = new Map<string, { timer: NodeJS.Timeout; again: boolean }>()

  const rest = (key: string) => {
    const timer = setTimeout(() => {
      const again = resting.get(key)?.again === true
      resting.delete(key)
      if (again) request(key)
    }, intervalMs)
    resting.set(key, { timer, again: false })
  }

  const request = (key: string) => {
    const state = resting.get(key)
    if (state !== undefined) {
      state.again = true
      return
    }
    rest(key)
    call(key)
  }

  return {
    request,
    close() {
      for (const { timer } of resting.values()) clearTimeout(timer)
      resting.clear()
    },
  }
}

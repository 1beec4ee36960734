/**
 * Waits until the question is answered with something true, asking every few milliseconds.
 *
 * @throws when it isn't within the limit (ms), with what was waited for and the last answer or error
 */
export async function until<Answer>(
  what: string,
  question: () => Answer | Promise<Answer>,
  limitMs = 20_000,
): Promise<NonNullable<Answer>> {
  const end = performance.now() + limitMs
  let last: unknown
  while (performance.now() < end) {
    try {
      const answer = await question()
      if (answer) return answer
      last = answer
    } catch (error) {
      last = error
    }
    await new Promise((resolve) => setTimeout(resolve, 15))
  }
  throw new Error(`waited ${limitMs} ms for ${what}; last: ${String(last)}`)
}

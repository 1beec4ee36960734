/** Why a request is not answered with what it asked for: a status, what is wrong, and what to do. */
export class Refusal extends Error {
  readonly status: number
  readonly hint: string
  readonly headers: readonly string[]

  /** @param headers more response headers, flat: name, value, name, value */
  constructor(status: number, error: string, hint: string, headers: readonly string[] = []) {
    super(error)
    this.name = 'Refusal'
    this.status = status
    this.hint = hint
    this.headers = headers
  }
}

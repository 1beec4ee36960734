import type { Keeper } from './keeper.ts'
import type { Reply, Request, Validator } from './protocol.ts'

/** A file that gave 404 is not asked for at every poll: each of those is a line in the browser's console. */
const ABSENT_PAUSE_MS = 10_000

type Look = Omit<Extract<Request, { kind: 'look' }>, 'validator' | 'kind'>

/**
 * Two keepers that take turns: while one reads a new version of a large file, the other still answers, so scrolling
 * never waits for parsing. The one that read takes over; the other forgets.
 */
export class Keepers {
  #current: Keeper | undefined
  #spare: Keeper | undefined
  #hasModel = false
  #validator: Validator = {}
  #looking = false
  #lookAgain: { question: () => Look; isTold: boolean } | undefined
  #absentAt = Number.NEGATIVE_INFINITY
  readonly #start: (heard: (reply: Reply) => void) => Keeper
  readonly #heard: (reply: Reply) => void

  constructor(start: (heard: (reply: Reply) => void) => Keeper, heard: (reply: Reply) => void) {
    this.#start = start
    this.#heard = heard
  }

  /** Asks the one that keeps the skeleton now; without any there is nothing to ask. */
  send(request: Request): void {
    this.#current?.send(request)
  }

  /**
   * Looks whether the file has changed. One look at a time: a call during a look leads to one more after it.
   *
   * @param question made when the look begins, so that it carries what the reader sees by then
   * @param isTold whether someone says when the file comes: then there is no need to ask seldom for a missing one
   */
  look(question: () => Look, isTold: boolean): void {
    if (this.#looking) {
      this.#lookAgain = { question, isTold }
      return
    }
    if (!isTold && performance.now() - this.#absentAt < ABSENT_PAUSE_MS) return
    this.#looking = true
    const keeper = this.#hasModel ? this.#theSpare() : this.#theCurrent()
    keeper.send({ kind: 'look', ...question(), validator: this.#validator })
  }

  close(): void {
    this.#current?.close()
    this.#spare?.close()
  }

  #theCurrent(): Keeper {
    this.#current ??= this.#startOne()
    return this.#current
  }

  #theSpare(): Keeper {
    this.#spare ??= this.#startOne()
    return this.#spare
  }

  #startOne(): Keeper {
    const keeper: Keeper = this.#start((reply) => this.#hear(keeper, reply))
    return keeper
  }

  #hear(keeper: Keeper, reply: Reply): void {
    if (reply.kind === 'version') this.#takeOver(keeper)
    else if (keeper !== this.#current && !isLooked(reply)) return
    if (isLooked(reply)) {
      this.#looking = false
      if (reply.kind === 'absent') this.#absentAt = performance.now()
      if (reply.kind === 'absent') this.#validator = {}
      if ((reply.kind === 'version' || reply.kind === 'unreadable') && reply.validator) {
        this.#validator = reply.validator
      }
    }
    this.#heard(reply)
    const again = this.#lookAgain
    if (this.#looking || again === undefined) return
    this.#lookAgain = undefined
    this.look(again.question, again.isTold)
  }

  #takeOver(keeper: Keeper): void {
    this.#hasModel = true
    if (keeper === this.#current) return
    this.#spare = this.#current
    this.#current = keeper
    this.#spare?.send({ kind: 'forget' })
  }
}

const isLooked = (reply: Reply) =>
  reply.kind === 'version' ||
  reply.kind === 'unchanged' ||
  reply.kind === 'absent' ||
  reply.kind === 'unreadable'

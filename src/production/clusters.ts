import { fingerprintOf } from './failure.ts'

const MOST_CLUSTERS = 200

/** Failures that look alike: how often, with one message in full and where it came last. */
export type Cluster = { fingerprint: string; count: number; example: string; lastSegment: string }

/** Puts failures together that look alike, in constant size. */
export class Clusters {
  readonly #byFingerprint = new Map<string, Cluster>()

  add(segment: string, error: string): void {
    const fingerprint = fingerprintOf(error)
    const cluster = this.#byFingerprint.get(fingerprint)
    if (cluster !== undefined) {
      cluster.count += 1
      cluster.lastSegment = segment
    } else if (this.#byFingerprint.size < MOST_CLUSTERS) {
      this.#byFingerprint.set(fingerprint, { fingerprint, count: 1, example: error, lastSegment: segment })
    }
  }

  /** The most frequent first. */
  top(count: number): readonly Cluster[] {
    return [...this.#byFingerprint.values()].sort((one, other) => other.count - one.count).slice(0, count)
  }
}

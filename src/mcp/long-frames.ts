import { Transform } from 'node:stream'

/** No call needs more: a text has 20,000 characters, and a state that is bigger is nobody's call. */
export const MAX_FRAME_BYTES = 10 * 1024 * 1024

const NEWLINE = 0x0a

/**
 * Lets frames through that have an end, one a line, and drops those that are longer than the limit up to their end. What
 * it holds in memory is never more than one frame.
 *
 * @param onDropped called once for each frame that was dropped
 * @example process.stdin.pipe(dropLongFrames(() => answerParseError()))
 */
export function dropLongFrames(onDropped: () => void, limit = MAX_FRAME_BYTES): Transform {
  let held: Buffer[] = []
  let bytes = 0
  let dropping = false

  const take = (part: Buffer) => {
    bytes += part.length
    if (dropping) return
    if (bytes <= limit) {
      held.push(part)
      return
    }
    held = []
    dropping = true
    onDropped()
  }

  return new Transform({
    transform(chunk: Buffer, _, done) {
      let from = 0
      for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
        take(chunk.subarray(from, end + 1))
        if (!dropping) this.push(Buffer.concat(held))
        held = []
        bytes = 0
        dropping = false
        from = end + 1
      }
      if (from < chunk.length) take(chunk.subarray(from))
      done()
    },
  })
}

import { StringDecoder } from 'node:string_decoder'
import { stripVTControlCharacters } from 'node:util'

/** What a command has said so far: its progress in percent, if it tells any, and its last lines. */
export type Heard = { percent?: number; lines: string }

export type Ear = {
  /** A decoder of its own for each of the two outputs: a letter may come in two pieces. */
  listen(): (piece: Buffer) => void
  heard(): Heard
}

const TAIL_LETTERS = 4000
const TAIL_LINES = 12
/** `37%`, `37.5 %`, `progress: 0.37`, `{"progress": 37}`. */
const PROGRESS = /(\d{1,3}(?:\.\d+)?)\s?%|progress["']?\s*[:=]\s*(\d+(?:\.\d+)?)/gi

/** Keeps the last lines of an output, however much is printed, and finds the progress in them. */
export function createEar(): Ear {
  let tail = ''
  let percent: number | undefined
  return {
    listen() {
      const decoder = new StringDecoder('utf8')
      return (piece) => {
        tail = (tail + decoder.write(piece)).slice(-TAIL_LETTERS)
        percent = percentIn(tail) ?? percent
      }
    },
    heard: () => ({ ...(percent === undefined ? {} : { percent }), lines: lastLines(tail) }),
  }
}

/** The last that was told; 100 is for the end, which only we know. */
function percentIn(text: string): number | undefined {
  const found = [...text.matchAll(PROGRESS)].at(-1)
  if (found === undefined) return undefined
  const [, percent, progress] = found
  const value = Number(percent ?? progress)
  const share = percent === undefined && value <= 1 ? value * 100 : value
  return Math.min(99, Math.floor(share))
}

/** A progress bar writes over its own line: what was there before the last carriage return is gone. */
const lastLines = (text: string): string =>
  stripVTControlCharacters(text)
    .trimEnd()
    .split(/\r?\n/)
    .slice(-TAIL_LINES)
    .map((line) => line.split('\r').findLast((part) => part !== '') ?? '')
    .join('\n')

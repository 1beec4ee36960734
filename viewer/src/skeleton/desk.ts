import { readSkeleton, skeletonMisfit } from '../../../src/contract/index.ts'
import { arrange, type Entries, type Entry } from './arrange.ts'
import { fetchText } from './fetching.ts'
import { type Model, modelOf } from './model.ts'
import type { Around, Arrangement, Reply, Request, RowWindow, View } from './protocol.ts'
import { KINDS } from './protocol.ts'
import { galleryOf, rowOf } from './rows.ts'

/** The most rows that one answer carries: a message is copied on the page's own thread. */
const MAX_WINDOW = 400

/**
 * Keeps the skeleton and answers what the page asks. It runs in a worker, or in the page where no worker can start.
 *
 * @param reply told every answer, and what may be handed over instead of copied
 * @example const desk = openDesk((reply) => console.log(reply.kind)); await desk.receive({ kind: 'forget' })
 */
export function openDesk(
  reply: (answer: Reply, transfer?: Transferable[]) => void,
  get: typeof fetch = fetch,
) {
  let model: Model | undefined
  let entries: Entries = { list: [], found: { scenes: 0, assets: 0 }, leftOut: 0, assetsOpen: false }

  const show = (shown: Model, view: View, around: Around): Arrangement => {
    entries = arrange(shown, view)
    return arrangementOf(entries, around)
  }
  const keep = (value: unknown, request: { seq: number; view: View; around: Around }, validator = {}) => {
    const misfit = skeletonMisfit(value)
    const skeleton = misfit === undefined ? readSkeleton(value) : undefined
    if (skeleton === undefined) {
      const reason = misfit ?? 'it is no skeleton'
      reply({ kind: 'unreadable', seq: request.seq, trouble: 'unread', reason, validator })
      return
    }
    model = modelOf(skeleton)
    const arrangement = show(model, request.view, request.around)
    const answer: Reply = {
      kind: 'version',
      seq: request.seq,
      validator,
      outline: model.outline,
      arrangement,
    }
    reply(answer, [arrangement.ids.buffer, arrangement.kinds.buffer])
  }

  const receive = async (request: Request): Promise<void> => {
    try {
      await answer(request)
    } catch (error) {
      if (request.kind !== 'look') throw error
      // A file that the reader did not expect must not leave the page waiting for ever.
      const reason = error instanceof Error ? error.message : String(error)
      reply({ kind: 'unreadable', seq: request.seq, trouble: 'unread', reason })
    }
  }

  const answer = async (request: Request): Promise<void> => {
    switch (request.kind) {
      case 'look': {
        const fetched = await fetchText(request.url, request.validator, get)
        if (fetched.kind !== 'text') return reply({ ...fetched, seq: request.seq })
        const parsed = parse(fetched.text)
        if ('value' in parsed) return keep(parsed.value, request, fetched.validator)
        // Its validator is kept, so that a file that stays unreadable is not read again and again.
        const { validator } = fetched
        return reply({
          kind: 'unreadable',
          seq: request.seq,
          trouble: 'unread',
          reason: parsed.reason,
          validator,
        })
      }
      case 'show': {
        if (model === undefined) return
        const arrangement = show(model, request.view, request.around)
        const arranged: Reply = { kind: 'arranged', seq: request.seq, arrangement }
        return reply(arranged, [arrangement.ids.buffer, arrangement.kinds.buffer])
      }
      case 'rows':
        return reply({
          kind: 'window',
          seq: request.seq,
          window: windowOf(entries.list, request.from, request.to),
        })
      case 'gallery':
        return reply({ kind: 'gallery', images: galleryOf(entries.list, request.id) })
      case 'forget':
        model = undefined
        entries = { ...entries, list: [] }
    }
  }
  return { receive, keep }
}

function parse(text: string): { value: unknown } | { reason: string } {
  try {
    return { value: JSON.parse(text) }
  } catch (error) {
    if (text.trim() === '') return { reason: 'it is empty' }
    return {
      reason: `it is not whole JSON (${error instanceof Error ? error.message.slice(0, 120) : 'unknown'})`,
    }
  }
}

function arrangementOf(entries: Entries, around: Around): Arrangement {
  const { list, found, leftOut, assetsOpen } = entries
  const ids = new Float64Array(list.length)
  const kinds = new Uint8Array(list.length)
  for (const [index, entry] of list.entries()) {
    ids[index] = entry.id
    kinds[index] = KINDS.indexOf(entry.kind)
  }
  const at = around.id === undefined ? 0 : Math.max(0, ids.indexOf(around.id))
  const window = windowOf(list, at - around.above, at + around.below)
  return { ids, kinds, found, leftOut, assetsOpen, window }
}

function windowOf(list: readonly Entry[], from: number, to: number): RowWindow {
  const start = Math.max(0, from)
  const end = Math.min(list.length, to, start + MAX_WINDOW)
  return { from: start, rows: list.slice(start, end).map(rowOf) }
}

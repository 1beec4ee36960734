import type { Batch } from '../pages/batch.tsx'
import { BatchConfirmPage } from '../pages/batch.tsx'
import { decidedWords } from '../pages/decision-form.tsx'
import { FILTERS, type Filter, GalleryPage, galleryHref } from '../pages/gallery.tsx'
import { decidedSince, hasContentOf, readAhead } from '../review/index.ts'
import { addDecision, addEvent } from '../store/index.ts'
import type { MediaKind, Stream } from '../streams/index.ts'
import { type Answer, html, seeOther } from './answer.ts'
import type { PersonCall, Route } from './context.ts'
import { lastActOf } from './decide.ts'
import { enqueue } from './generate.ts'
import { allJudged, countsOf, type Judged, kindIn, shownBy, toShots } from './shots.ts'
import { notAnswered, type StreamCall, streamIn } from './stream-call.ts'

const PAGE_SIZE = 120
const MAX_NAMED = 20

export const filterIn = ({ query }: PersonCall): Filter =>
  FILTERS.find(([filter]) => filter === query.get('show'))?.[0] ?? ''

async function gallery(call: PersonCall): Promise<Answer> {
  const kind = kindIn(call)
  const found = streamIn(call)
  const { stream, viewer } = found
  await readAhead(call.db, stream, kind === 'keyframe' ? ['keyframe'] : ['keyframe', 'video'])
  const all = allJudged(call, found, kind)
  const filter = filterIn(call)
  const shown = shownBy(all, filter)
  const pages = Math.max(1, Math.ceil(shown.length / PAGE_SIZE))
  const page = Math.min(pages, Math.max(1, Math.trunc(Number(call.query.get('page'))) || 1))
  const shots = toShots(call, found, shown.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE))
  const place = { filter, page, pages }
  const lastAct = lastActOf(call, found)
  const batch = batchIn(call, all)
  return html(GalleryPage({ viewer, stream, kind, shots, counts: countsOf(all), place, lastAct, batch }))
}

/** What a batch says of itself in the address that it leads to. */
function batchIn({ query, person }: PersonCall, all: readonly Judged[]): Batch | undefined {
  const did = query.get('did')
  if (did !== 'approved' && did !== 'queued') return undefined
  const keys = new Set(query.getAll('left').slice(0, MAX_NAMED))
  const left = all.filter(({ item }) => keys.has(item.segment.key))
  return { did, count: Math.trunc(Number(query.get('count'))) || 0, left: leftWords(left, person) }
}

/** What was left as it was, by its title, and who decided about it. */
const leftWords = (left: readonly Judged[], { id }: PersonCall['person']): string[] =>
  left.map(({ item: { segment, state, decision } }) => {
    const isByOther = decision?.verdict === state && decision.userId !== id
    return isByOther ? `${segment.title} (${decidedWords(decision)})` : segment.title
  })

type Selected = { judged: Judged; value: string }

/**
 * The cards that were selected and are still what was seen, and those that changed meanwhile or that somebody else
 * decided about: but who approves what is approved overrules nobody.
 */
function selectedIn(
  call: PersonCall,
  all: readonly Judged[],
  isApproval: boolean,
): { same: Selected[]; left: Judged[] } {
  const seen = new Map(
    call.form.getAll('shot').map((value) => [value.slice(value.indexOf(':') + 1), value] as const),
  )
  const same: Selected[] = []
  const left: Judged[] = []
  for (const judged of all) {
    const value = seen.get(judged.item.segment.key)
    if (value === undefined) continue
    const { item } = judged
    const saw = value.slice(0, value.indexOf(':'))
    const since = decidedSince(item, saw.split('.')[1] ?? '', call.person.id)
    const isAgreed = since === undefined || (isApproval && item.state === 'approved')
    if (hasContentOf(item, saw) && isAgreed) same.push({ judged, value })
    else left.push(judged)
  }
  return { same, left }
}

async function batch(call: PersonCall): Promise<Answer> {
  const kind = kindIn(call)
  const found = streamIn(call)
  const wanted = call.form.get('do')
  const selected = selectedIn(call, allJudged(call, found, kind), wanted === 'approve')
  if (wanted === 'approve') return approve(call, found, kind, selected)
  if (wanted === 'regenerate') return regenerate(call, found, kind, selected)
  throw notAnswered('choice')
}

const after = (
  stream: Stream,
  kind: MediaKind,
  did: Batch['did'],
  count: number,
  left: readonly Judged[],
) => {
  const query = new URLSearchParams({ did, count: String(count) })
  for (const { item } of left.slice(0, MAX_NAMED)) query.append('left', item.segment.key)
  return seeOther(`${galleryHref(stream, kind, { filter: '', page: 1 })}?${query}`)
}

type Sorted = ReturnType<typeof selectedIn>

/** All in one act, with one time: so they are undone together. */
function approve(call: PersonCall, { stream }: StreamCall, kind: MediaKind, { same, left }: Sorted): Answer {
  const fresh = same.filter(({ judged: { item } }) => item.state !== 'missing' && item.state !== 'approved')
  const at = new Date().toISOString()
  call.db.transaction(() => {
    for (const { judged } of fresh) {
      const { segment, fileHash, sourceHash } = judged.item
      const about = { stream: stream.name, segment: segment.key, checkpoint: kind, fileHash, sourceHash }
      addDecision(call.db, { ...about, verdict: 'approved', note: '', userId: call.person.id, at })
    }
  })
  return after(stream, kind, 'approved', fresh.length, left)
}

async function regenerate(
  call: PersonCall,
  found: StreamCall,
  kind: MediaKind,
  { same, left }: Sorted,
): Promise<Answer> {
  const { stream, viewer } = found
  if (call.form.get('sure') === null) {
    const judged = same.map(({ judged }) => judged)
    const shots = toShots(call, found, judged).map((shot, at) => ({ shot, value: same[at]?.value ?? '' }))
    const titles = leftWords(left, call.person)
    return html(BatchConfirmPage({ viewer, stream, kind, shots, left: titles }))
  }
  const items = same.map(({ judged }) => judged.item)
  const count = await enqueue(call, found, kind, items)
  call.db.transaction(() => {
    for (const { segment } of items) {
      const about = { userId: call.person.id, stream: stream.name, segment: segment.key }
      addEvent(call.db, { ...about, kind: 'generated', detail: kind })
    }
  })
  return after(stream, kind, 'queued', count, left)
}

export const galleryRoutes: readonly Route[] = [
  { method: 'GET', path: '/streams/:stream/:kind', access: 'viewer', handle: gallery },
  { method: 'POST', path: '/streams/:stream/:kind', access: 'director', handle: batch },
]

import type { Checkpoint, Database, Decision } from '../store/index.ts'
import type { MediaFile, MediaKind, Segment, Stream } from '../streams/index.ts'
import { atOnce, type Memory, oneByOne } from './memory.ts'
import { sourceOf } from './sources.ts'

export type State = 'missing' | 'waiting' | 'approved' | 'rejected' | 'stale'

/** One thing to decide about, with the content that a decision now would be for. */
export type Item = {
  checkpoint: Checkpoint
  state: State
  /** Why it is stale, in words. */
  reason?: string
  fileHash: string
  sourceHash: string
  decision?: Decision
}

/** A picture or a film of one segment. */
export type MediaItem = Item & { segment: Segment; kind: MediaKind; file?: MediaFile }

export type Decided = (checkpoint: Checkpoint, segment: string) => Decision | undefined

/** The decisions about each thing that were not undone: an undo takes the one before it. Oldest first. */
export function standingIn(decisions: readonly Decision[]): ReadonlyMap<string, readonly Decision[]> {
  const standing = new Map<string, Decision[]>()
  for (const decision of decisions) {
    const thing = `${decision.checkpoint}/${decision.segment}`
    const before = standing.get(thing) ?? []
    standing.set(thing, before)
    if (decision.verdict === 'withdrawn') before.pop()
    else if (decision.verdict !== 'noted') before.push(decision)
  }
  return standing
}

/** The decision that counts about each thing: the last one that was not undone. */
export function decidedBy(decisions: readonly Decision[]): Decided {
  const standing = standingIn(decisions)
  return (checkpoint, segment) => standing.get(`${checkpoint}/${segment}`)?.at(-1)
}

const WORDS = { keyframe: 'picture', video: 'video', story: 'story', spec: 'spec' }

/** Judges the story or the spec as a whole. */
export function judgeText(stream: Stream, checkpoint: 'story' | 'spec', decided: Decided): Item {
  const hash = checkpoint === 'story' ? stream.storyHash : stream.specHash
  const decision = decided(checkpoint, '')
  const isThere = checkpoint === 'story' ? stream.story.scenes.length > 0 : hash !== undefined
  const item = { checkpoint, fileHash: hash ?? '', sourceHash: '', ...(decision && { decision }) }
  if (!isThere) return { ...item, state: 'missing' }
  if (decision === undefined) return { ...item, state: 'waiting' }
  if (decision.fileHash === hash)
    return { ...item, state: decision.verdict === 'approved' ? 'approved' : 'rejected' }
  return decision.verdict === 'approved'
    ? { ...item, state: 'stale', reason: `The ${WORDS[checkpoint]} changed after it was approved.` }
    : { ...item, state: 'waiting' }
}

export type Judge = (kind: MediaKind, segment: Segment) => MediaItem

/**
 * Judges the pictures and films of a stream: what was decided, and whether that was about what is there now.
 *
 * @param quick passes over what nobody decided about, without reading those files: for lists of many streams
 */
export const mediaJudge = (db: Database, stream: Stream, decided: Decided, quick = false): Judge =>
  judgeBy(oneByOne(db, stream), stream, decided, quick)

/** Judges the pictures or films of all segments, in their order, with few looks into the database. */
export function judgeAll(db: Database, stream: Stream, decided: Decided, kind: MediaKind): MediaItem[] {
  const memory = atOnce(db, stream, kind)
  const judge = judgeBy(memory, stream, decided, false)
  const items = (stream.spec?.segments ?? []).map((segment) => judge(kind, segment))
  memory.keep()
  return items
}

function judgeBy(memory: Memory, stream: Stream, decided: Decided, quick: boolean): Judge {
  return (kind, segment) => {
    const file = stream.media(kind, segment)
    const decision = decided(kind, segment.key)
    const item = { checkpoint: kind, kind, segment, ...(file && { file }), ...(decision && { decision }) }
    if (file === undefined || (quick && decision === undefined)) {
      return { ...item, state: file === undefined ? 'missing' : 'waiting', fileHash: '', sourceHash: '' }
    }
    const fileHash = memory.hashOf(file)
    const sourceHash = sourceOf(kind, segment, () => memory.hashOf(stream.media('keyframe', segment)))
    // A decision about this very file says itself what it was made from.
    const isDecided = decision?.fileHash === fileHash
    const madeFrom = isDecided ? sourceHash : memory.originOf(kind, segment, fileHash, sourceHash)
    return { ...item, fileHash, sourceHash, ...verdictOn(kind, decision, fileHash, sourceHash, madeFrom) }
  }
}

function verdictOn(
  kind: MediaKind,
  decision: Decision | undefined,
  fileHash: string,
  sourceHash: string,
  madeFrom: string,
): { state: State; reason?: string } {
  const source = kind === 'keyframe' ? 'prompt' : 'motion prompt or the keyframe'
  if (decision?.fileHash === fileHash) {
    if (decision.verdict === 'rejected') return { state: 'rejected' }
    if (decision.sourceHash === sourceHash) return { state: 'approved' }
    return { state: 'stale', reason: `The ${source} changed after this ${WORDS[kind]} was approved.` }
  }
  if (decision?.verdict === 'approved') {
    return { state: 'stale', reason: `The ${WORDS[kind]} is another one than was approved.` }
  }
  if (madeFrom === sourceHash) return { state: 'waiting' }
  return { state: 'stale', reason: `The ${source} changed after this ${WORDS[kind]} was made.` }
}

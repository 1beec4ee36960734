import { parseJson, readInside } from '../../files/index.ts'
import { type Decided, type Item, judgeAll, judgeText } from '../review/index.ts'
import type { Database, Decision } from '../store/index.ts'
import { contentHash, hashOf, INPUT_FILE, PRODUCTION_FILE, type Stream } from '../streams/index.ts'
import type { Part, Text } from './pack.ts'

/** What of a stream goes into an export, and what does not, with the reason. */
export type Contents = { parts: readonly Part[]; texts: readonly Text[] }

type LeftOut = { path: string; reason: string }

/**
 * Everything of a stream that is approved and has not changed since, with the decisions and a list of what was left out.
 *
 * @param root the folder of streams
 * @param by who asks for it
 */
export function contentsOf(
  root: string,
  stream: Stream,
  {
    db,
    decided,
    decisions,
    by,
  }: { db: Database; decided: Decided; decisions: readonly Decision[]; by: string },
): Contents {
  const parts: Part[] = []
  const leftOut: LeftOut[] = []
  const take = (path: string, { state, reason }: Item, hash: () => string | undefined) => {
    const found = state === 'approved' ? hash() : undefined
    if (found !== undefined) parts.push({ path, hash: found })
    else leftOut.push({ path, reason: reason ?? REASONS[state] })
  }
  const story = judgeText(stream, 'story', decided)
  const spec = judgeText(stream, 'spec', decided)
  take(INPUT_FILE, story, () => contentHash(stream.folder, INPUT_FILE))
  take(PRODUCTION_FILE, spec, () => specHash(root, stream))
  for (const kind of ['keyframe', 'video'] as const) {
    for (const item of judgeAll(db, stream, decided, kind)) {
      take(item.file?.path ?? `${kind}s/segment_${item.segment.key}`, item, () => item.fileHash)
    }
  }
  const about = {
    stream: stream.name,
    title: stream.title,
    exported_at: new Date().toISOString(),
    exported_by: by,
    files: parts.map(({ path, hash }) => ({ path, sha256: hash })),
    left_out: leftOut,
  }
  return {
    parts,
    texts: [
      { path: 'decisions.json', text: written(decisions.map(plain)) },
      { path: 'export.json', text: written(about) },
    ],
  }
}

const REASONS: Readonly<Record<Item['state'], string>> = {
  missing: 'It is not there yet.',
  waiting: 'Nobody has approved it.',
  rejected: 'It was rejected.',
  stale: 'It changed after it was approved.',
  approved: 'It changed while it was looked at.',
}

/** An approval of the spec is for what it says, not for its bytes: both are looked at in one reading. */
function specHash(root: string, stream: Stream): string | undefined {
  const path = `${stream.name}/${PRODUCTION_FILE}`
  const bytes = readInside(root, path)?.bytes
  if (bytes === undefined || hashOf(JSON.stringify(parseJson(bytes, path))) !== stream.specHash)
    return undefined
  return contentHash(stream.folder, PRODUCTION_FILE)
}

const plain = ({ at, by, checkpoint, segment, verdict, note, fileHash, sourceHash }: Decision) => ({
  at,
  by,
  checkpoint,
  ...(segment === '' ? {} : { segment }),
  verdict,
  ...(note === '' ? {} : { note }),
  file_hash: fileHash,
  source_hash: sourceHash,
})

const written = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

import type { Checkpoint, Decision, Generated } from '../store/index.ts'
import { standingIn } from './judge.ts'
import type { Overview } from './overview.ts'

/** With fewer than this, a rate or a middle says nothing. */
export const ENOUGH = 10

/** How the judgements of one checkpoint went. `rate` is from 0 to 1, and absent while there are too few. */
export type Judged = { checkpoint: Checkpoint; approved: number; rejected: number; rate?: number }

/** How often one kind of file was asked for. */
export type Made = { kind: string; times: number; files: number; perFile?: number }

/** How long a checkpoint took, from the end of the one before it. `seconds` is the middle one of all streams. */
export type Slow = { checkpoint: Checkpoint; streams: number; seconds?: number }

/** A segment that was sent back and made again more than others. */
export type Hard = { stream: string; segment: string; rejected: number; made: number }

export type Figures = {
  judged: readonly Judged[]
  made: readonly Made[]
  slow: readonly Slow[]
  hard: readonly Hard[]
}

const CHECKPOINTS: readonly Checkpoint[] = ['story', 'spec', 'keyframe', 'video']
const MOST_HARD = 10

/**
 * What the decisions of all streams tell about the work. What was undone or only noted counts as no judgement.
 *
 * @param decisions of each stream, oldest first
 */
export function figuresOf(
  decisions: ReadonlyMap<string, readonly Decision[]>,
  generated: readonly Generated[],
  overviews: readonly Overview[],
): Figures {
  const judgements = [...decisions].flatMap(([, all]) => [...standingIn(all).values()].flat())
  return {
    judged: CHECKPOINTS.map((checkpoint) => judgedOf(checkpoint, judgements)),
    made: madeOf(generated),
    slow: slowOf(decisions, overviews),
    hard: hardOf(judgements, generated),
  }
}

function judgedOf(checkpoint: Checkpoint, judgements: readonly Decision[]): Judged {
  const count = (verdict: string) =>
    judgements.filter((one) => one.checkpoint === checkpoint && one.verdict === verdict).length
  const [approved, rejected] = [count('approved'), count('rejected')]
  const all = approved + rejected
  return { checkpoint, approved, rejected, ...(all >= ENOUGH ? { rate: approved / all } : {}) }
}

const madeOf = (generated: readonly Generated[]): Made[] =>
  ['keyframe', 'video'].map((kind) => {
    const files = generated.filter((one) => one.kind === kind)
    const times = files.reduce((sum, one) => sum + one.times, 0)
    return {
      kind,
      times,
      files: files.length,
      ...(files.length >= ENOUGH ? { perFile: times / files.length } : {}),
    }
  })

/** Only streams count in which both the checkpoint and the one before it are approved whole. */
function slowOf(decisions: ReadonlyMap<string, readonly Decision[]>, overviews: readonly Overview[]): Slow[] {
  const times = new Map<Checkpoint, number[]>()
  for (const { name, checkpoints } of overviews) {
    const approvals = (decisions.get(name) ?? []).filter(({ verdict }) => verdict === 'approved')
    let before: number | undefined
    for (const { checkpoint, approved, total } of checkpoints) {
      const last = approvals.findLast((one) => one.checkpoint === checkpoint)
      if (last === undefined || approved < total) break
      const end = Date.parse(last.at)
      if (before !== undefined && end >= before) {
        times.set(checkpoint, [...(times.get(checkpoint) ?? []), (end - before) / 1000])
      }
      before = end
    }
  }
  return CHECKPOINTS.slice(1)
    .map((checkpoint) => {
      const all = times.get(checkpoint) ?? []
      const middle = all.toSorted((one, other) => one - other)[Math.floor(all.length / 2)]
      const isEnough = all.length >= ENOUGH && middle !== undefined
      return { checkpoint, streams: all.length, ...(isEnough ? { seconds: middle } : {}) }
    })
    .sort((one, other) => (other.seconds ?? -1) - (one.seconds ?? -1))
}

/** Once is no pattern: a segment has to have been sent back or made again at least twice. */
function hardOf(judgements: readonly Decision[], generated: readonly Generated[]): Hard[] {
  const found = new Map<string, Hard>()
  const add = (stream: string, segment: string, rejected: number, made: number) => {
    const key = JSON.stringify([stream, segment])
    const known = found.get(key) ?? { stream, segment, rejected: 0, made: 0 }
    found.set(key, { ...known, rejected: known.rejected + rejected, made: known.made + made })
  }
  for (const { stream, segment, verdict } of judgements) {
    if (segment !== '' && verdict === 'rejected') add(stream, segment, 1, 0)
  }
  for (const { stream, segment, times } of generated) if (segment !== '') add(stream, segment, 0, times)
  const weight = ({ rejected, made }: Hard) => rejected + Math.max(0, made - 1)
  return [...found.values()]
    .filter((one) => weight(one) >= 2)
    .sort((one, other) => weight(other) - weight(one))
    .slice(0, MOST_HARD)
}

/** What was decided, about what, and whether it still holds. */
export { type Figures, figuresOf } from './figures.ts'
export {
  type Decided,
  decidedBy,
  type Item,
  type Judge,
  judgeAll,
  judgeText,
  type MediaItem,
  mediaJudge,
  type State,
} from './judge.ts'
export { filtered, type ListFilter, STATUSES } from './list-filter.ts'
export { outdatedBy } from './outdates.ts'
export {
  byUrgency,
  type Means,
  type Overview,
  overviewOf,
  type Progress,
  type Status,
  unopenable,
} from './overview.ts'
export { readAhead } from './read-ahead.ts'
export { decidedSince, hasContentOf, seenOf } from './seen.ts'
export { sourceOf, textsOf } from './sources.ts'
export { unblockedBy } from './urgency.ts'

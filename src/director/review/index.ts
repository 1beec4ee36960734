/** What was decided, about what, and whether it still holds. */
export {
  type Decided,
  decidedBy,
  type Item,
  type Judge,
  judgeText,
  type MediaItem,
  mediaJudge,
  type State,
  sourceOf,
} from './judge.ts'
export { byUrgency, type Overview, overviewOf, type Progress, type Status } from './overview.ts'

import type { Stream } from '../streams/index.ts'
import type { MediaItem, State } from './judge.ts'

const STANDING: Readonly<Record<State, string>> = {
  missing: '',
  waiting: '',
  approved: ', which is approved',
  rejected: ', which is rejected',
  stale: ', which is stale already',
}

/**
 * What a new file outdates: its own approval, the film that was made from the picture, and what is online.
 *
 * @param video judged, of the same segment; asked for only where the new file is a picture
 */
export function outdatedBy(stream: Stream, item: MediaItem, video: () => MediaItem): string[] {
  if (item.file === undefined) return []
  const found: string[] = []
  if (item.state === 'approved') found.push('the approval of this one')
  if (item.kind === 'keyframe') {
    const film = video()
    if (film.file !== undefined) found.push(`the video that was made from it${STANDING[film.state]}`)
  }
  if (stream.deployment !== undefined) found.push('the film that is online')
  return found
}

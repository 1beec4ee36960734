import { countWord } from '../judge/words.ts'
import type { RunView } from '../source/run-status.ts'

/** One line on a production run in the same folder. */
export function RunNote({ run }: { run: RunView }) {
  const { completed, total, pauseReason } = run
  return (
    <p class="run-note">
      Production run: <bdi>{run.status.slice(0, 60)}</bdi>
      {completed !== undefined && total !== undefined && (
        <>
          {' · '}
          {countWord(completed)} of {countWord(total)} segments
        </>
      )}
      {pauseReason !== undefined && (
        <>
          {' · '}paused: <bdi>{pauseReason.slice(0, 200)}</bdi>
        </>
      )}
    </p>
  )
}

import type { ProgressView } from '../../../src/contract/index.ts'
import { isMoving, type Seen } from '../judge/picture.ts'
import { Name } from './Name.tsx'

/** What is happening now, or what happened last. */
export function CurrentStep({ view: { currentStep: text }, seen }: { view: ProgressView; seen: Seen }) {
  const moving = isMoving(seen)
  // The header tells why a story stands still, and mostly names its last step.
  if (text === undefined || (!moving && seen.reason.includes(text))) return null
  return (
    <section class="step" aria-label={moving ? 'Current step' : 'Last step'}>
      <p class="label">{moving ? 'Now' : 'Last step'}</p>
      <p class="step-words">
        <Name text={text} />
      </p>
    </section>
  )
}

import { Name } from './Name.tsx'

/** What is happening now, or what happened last. */
export function CurrentStep({ text, moving }: { text: string; moving: boolean }) {
  return (
    <section class="step" aria-label={moving ? 'Current step' : 'Last step'}>
      <p class="label">{moving ? 'Now' : 'Last step'}</p>
      <p class="step-words">
        <Name text={text} />
      </p>
    </section>
  )
}

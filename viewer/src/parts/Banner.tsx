import { Icon } from './Icon.tsx'

/** Asks a person to look before production runs. */
export function Banner() {
  return (
    <section class="banner" aria-label="For you to do">
      <Icon name="eye" />
      <p>Skeleton complete. Inspect all items below before production runs.</p>
      <a href="#skeleton">Go to the skeleton</a>
    </section>
  )
}

import { useState } from 'preact/hooks'

const LONG = 90

/** A name from outside: kept apart from the direction of the text around it, and whole on demand when it is long. */
export function Name({ text }: { text: string }) {
  const [whole, setWhole] = useState(false)
  // Zero-width characters alone would leave nothing to see.
  const visible = /[^\s\p{C}\p{Z}]/u.test(text) ? text : `(unnamed: ${JSON.stringify(text)})`
  if (visible.length <= LONG) return <bdi>{visible}</bdi>
  return (
    <>
      <bdi class="long-name">{whole ? visible : `${cut(visible)}…`}</bdi>{' '}
      <button type="button" class="more" aria-expanded={whole} onClick={() => setWhole(!whole)}>
        {whole ? 'less' : 'whole name'}
      </button>
    </>
  )
}

/** Cuts between code points, so that no half of an emoji is left. */
const cut = (text: string): string => [...text.slice(0, LONG * 2)].slice(0, LONG - 10).join('')

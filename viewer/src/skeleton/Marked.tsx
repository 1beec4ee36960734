import { splitMatches } from './matching.ts'

/** A text from outside, kept apart from the direction of its surroundings, with what the reader looks for marked. */
export function Marked({ text, query }: { text: string; query: string }) {
  const parts = splitMatches(text, query)
  return (
    <bdi>
      {parts.length === 1
        ? text
        : parts.map((part, index) => (index % 2 === 1 ? <mark key={index}>{part}</mark> : part))}
    </bdi>
  )
}

import { useState } from 'preact/hooks'

const LONG = 320
const LINES = 4

/** What went wrong, with its line breaks: the beginning of a long text, and all of it on demand. */
export function ErrorText({ text }: { text: string }) {
  const [whole, setWhole] = useState(false)
  const beginning = beginningOf(text)
  if (beginning === text) return <Words text={text} />
  return (
    <>
      {whole ? (
        <section
          class="err-whole"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must get into it
          tabIndex={0}
          aria-label="The whole error"
        >
          <Words text={text} />
        </section>
      ) : (
        <Words text={`${beginning}…`} />
      )}
      <button type="button" class="more" aria-expanded={whole} onClick={() => setWhole(!whole)}>
        {whole ? 'less' : 'whole error'}
      </button>
    </>
  )
}

const Words = ({ text }: { text: string }) => (
  <p class="err" dir="auto">
    {text}
  </p>
)

/** Cut between code points, so that no half of an emoji is left. */
function beginningOf(text: string): string {
  const lines = text.split('\n', LINES + 1)
  const short = lines.length > LINES ? lines.slice(0, LINES).join('\n') : text
  return short.length <= LONG ? short : [...short.slice(0, LONG)].slice(0, -1).join('')
}

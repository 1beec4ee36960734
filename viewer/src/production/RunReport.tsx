import { useEffect, useState } from 'preact/hooks'
import { isOver, type Seen } from '../judge/picture.ts'

const REPORT = 'production-report.html'

/** The way to the report of a run that is over, where the file is there. */
export function RunReport({ seen }: { seen: Seen }) {
  const isThere = useIsThere(REPORT, isOver(seen))
  if (!isThere) return null
  return (
    <p class="pr-report">
      <a href={REPORT}>Open the report of this run</a>
    </p>
  )
}

/** Asks once, when it becomes worth asking. A page from a disk can't ask, and shows no way that may lead nowhere. */
function useIsThere(path: string, isWorthAsking: boolean): boolean {
  const [isThere, setIsThere] = useState(false)
  useEffect(() => {
    if (!isWorthAsking || !location.protocol.startsWith('http')) return setIsThere(false)
    const asked = new AbortController()
    fetch(path, { method: 'HEAD', signal: asked.signal })
      .then((answer) => setIsThere(answer.ok))
      .catch(() => setIsThere(false))
    return () => asked.abort()
  }, [path, isWorthAsking])
  return isThere
}

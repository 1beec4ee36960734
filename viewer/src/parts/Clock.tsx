import { useEffect, useState } from 'preact/hooks'

/** Draws again each second while `ticking`; only what uses it is drawn, never the page. */
export function useSecond(ticking: boolean): void {
  const [, setCount] = useState(0)
  useEffect(() => {
    if (!ticking) return
    const timer = setInterval(() => {
      // A tab out of sight needs no clock; it is right again with the first tick in sight.
      if (document.visibilityState === 'visible') setCount((count) => count + 1)
    }, 1000)
    return () => clearInterval(timer)
  }, [ticking])
}

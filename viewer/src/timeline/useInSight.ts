import { useEffect, useState } from 'preact/hooks'

/** Whether an element is in the window, or nearly: what nobody sees need not be drawn. */
export function useInSight(element: { current: Element | null }): boolean {
  const [inSight, setInSight] = useState(false)
  useEffect(() => {
    if (element.current === null) return
    const observer = new IntersectionObserver(
      (entries) => setInSight(entries.some((entry) => entry.isIntersecting)),
      { rootMargin: '200px' },
    )
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [element])
  return inSight
}

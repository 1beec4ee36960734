import { useEffect, useState } from 'preact/hooks'

/** Whether the system asks for dark, kept up to date: a canvas doesn't take other colours by itself. */
export function useColourScheme(): boolean {
  const [query] = useState(() => matchMedia('(prefers-color-scheme: dark)'))
  const [dark, setDark] = useState(query.matches)
  useEffect(() => {
    const onChange = () => setDark(query.matches)
    query.addEventListener('change', onChange)
    return () => query.removeEventListener('change', onChange)
  }, [query])
  return dark
}

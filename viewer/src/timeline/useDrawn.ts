import { useEffect, useReducer, useRef } from 'preact/hooks'
import { type Chart, standing } from './chart.ts'
import { useInSight } from './useInSight.ts'

/**
 * The chart to draw. Out of sight it stays the one that was drawn last while only time passes: what nobody sees need not be
 * painted each second. Whatever begins, ends or fails is drawn all the same, and so is what goes to the printer.
 */
export function useDrawn(newest: Chart, element: { current: Element | null }): Chart {
  const inSight = useInSight(element)
  const printing = usePrinting()
  const drawn = useRef(newest)
  if (inSight || printing.current || standing(newest) !== standing(drawn.current)) drawn.current = newest
  return drawn.current
}

/** True from the browser's word that the page is printed until it has been. */
function usePrinting(): { readonly current: boolean } {
  const printing = useRef(false)
  const [, redraw] = useReducer((count: number) => count + 1, 0)
  useEffect(() => {
    const turn = (event: Event) => {
      printing.current = event.type === 'beforeprint'
      redraw(undefined)
    }
    addEventListener('beforeprint', turn)
    addEventListener('afterprint', turn)
    return () => {
      removeEventListener('beforeprint', turn)
      removeEventListener('afterprint', turn)
    }
  }, [])
  return printing
}

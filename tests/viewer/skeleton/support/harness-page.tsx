import { render } from 'preact'
import { SkeletonPanel, type SkeletonPanelProps } from '../../../../viewer/src/skeleton/SkeletonPanel.tsx'

/** The panel alone; `window.panel` changes its properties, as the page around it does. */
declare global {
  interface Window {
    panel: (change: Partial<SkeletonPanelProps>) => void
  }
}

const report = document.getElementById('story-data')?.textContent
let props: SkeletonPanelProps = {
  signal: 1,
  embedded: report ? JSON.parse(report) : undefined,
  director: 'running',
  listed: undefined,
  ended: false,
  making: true,
}

window.panel = (change) => {
  props = { ...props, ...change }
  const place = document.getElementById('app')
  if (place) render(<SkeletonPanel {...props} />, place)
}
window.panel({})

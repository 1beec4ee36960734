import { setTimeout as wait } from 'node:timers/promises'
import { createLogUpdate } from 'log-update'
import { type GenerationStore, renderRefusal, renderReport } from '../../generation/index.ts'
import { clean } from '../screen/clean.ts'
import { markdownLines } from '../screen/markdown-lines.ts'
import type { Terminal } from '../terminal.ts'

const LOOK_EVERY_MS = 500

/**
 * Shows a scene until it has ended or the person has seen enough: redrawn in a terminal, elsewhere one line for each
 * change. The exit code is 1 for a scene that did not complete.
 */
export async function watchScene(
  store: GenerationStore,
  scene: string,
  options: { detailed?: boolean },
  terminal: Terminal,
): Promise<number> {
  const ending = new AbortController()
  let code: number | undefined
  void terminal.stopped().then((result) => {
    code = result
    ending.abort()
  })
  const draw = terminal.screen === undefined ? undefined : createLogUpdate(terminal.screen)
  let last = ''
  while (code === undefined) {
    const outcome = store.status(scene, { detailed: options.detailed ?? draw !== undefined })
    if (!outcome.ok) {
      for (const line of markdownLines(renderRefusal(outcome.refusal))) terminal.err(line)
      code = 1
    } else {
      const { workflowStatus, currentStep, currentPhase, completedSteps } = outcome.report.scene
      const line = `scene ${scene}: ${workflowStatus} | step ${currentStep}/7 ${clean(currentPhase)} | ${completedSteps.length}/7 completed`
      if (draw !== undefined) draw(markdownLines(renderReport(outcome.report)).join('\n'))
      else if (line !== last) terminal.out(line)
      last = line
      if (workflowStatus === 'COMPLETED') code = 0
      if (workflowStatus === 'FAILED' || workflowStatus === 'CANCELLED') code = 1
    }
    if (code === undefined) await wait(LOOK_EVERY_MS, undefined, { signal: ending.signal }).catch(() => {})
  }
  draw?.done()
  return code
}

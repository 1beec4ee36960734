import { setTimeout as wait } from 'node:timers/promises'
import { createLogUpdate } from 'log-update'
import {
  type GenerationStore,
  type Outcome,
  outcomeAsJson,
  renderRefusal,
  renderReport,
  type StatusReport,
} from '../../generation/index.ts'
import { clean, cut } from '../../host/index.ts'
import { markdownLines } from '../screen/markdown-lines.ts'
import type { Screen, Terminal } from '../terminal.ts'
import { personVoice } from './generation-words.ts'

const LOOK_EVERY_MS = 500

/** Shows what one look found; what says the same as the last look is not told again. */
type Show = (outcome: Outcome<StatusReport>) => void

/**
 * Shows a scene until it has ended or the person has seen enough: redrawn in a terminal, elsewhere one line for each
 * change, with --json one line of JSON. The exit code is 1 for a scene that did not complete.
 */
export async function watchScene(
  store: GenerationStore,
  scene: string,
  options: { workspace: string; detailed?: boolean; json?: boolean },
  terminal: Terminal,
): Promise<number> {
  const ending = new AbortController()
  let code: number | undefined
  void terminal.stopped().then((result) => {
    code = result
    ending.abort()
  })
  const { screen } = options.json === true ? {} : terminal
  const live = screen && liveDisplay(screen)
  const show = options.json === true ? showJson(terminal) : showText(terminal, options.workspace, live?.draw)
  while (code === undefined) {
    const outcome = store.status(scene, { detailed: options.detailed ?? live !== undefined })
    show(outcome)
    code = outcome.ok ? codeOf(outcome.report) : 1
    if (code === undefined) await wait(LOOK_EVERY_MS, undefined, { signal: ending.signal }).catch(() => {})
  }
  live?.done()
  return code
}

function codeOf({ scene }: StatusReport): number | undefined {
  if (scene.workflowStatus === 'COMPLETED') return 0
  return scene.workflowStatus === 'FAILED' || scene.workflowStatus === 'CANCELLED' ? 1 : undefined
}

/** Redraws what fits: the head tells most, and a line that wraps would push it out of sight. */
function liveDisplay(screen: Screen): { draw(lines: string[]): void; done(): void } {
  const update = createLogUpdate(screen)
  return {
    draw: (lines) => {
      const [columns, rows] = [Math.max(20, screen.columns - 1), Math.max(3, screen.rows - 1)]
      const head =
        lines.length <= rows
          ? lines
          : [...lines.slice(0, rows - 1), `… ${lines.length - rows + 1} more lines`]
      update(head.map((line) => cut(line, columns)).join('\n'))
    },
    done: () => update.done(),
  }
}

function showText(
  terminal: Terminal,
  workspace: string,
  draw: ((lines: string[]) => void) | undefined,
): Show {
  const voice = personVoice(workspace)
  let last = ''
  return (outcome) => {
    if (!outcome.ok) {
      for (const line of markdownLines(renderRefusal(outcome.refusal, voice))) terminal.err(line)
    } else if (draw !== undefined) {
      draw(markdownLines(renderReport(outcome.report, voice)))
    } else {
      const line = lineOf(outcome.report)
      if (line !== last) terminal.out(line)
      last = line
    }
  }
}

/** Everything that a status tells may change, but for the time that runs. */
function showJson(terminal: Terminal): Show {
  let last = ''
  return (outcome) => {
    const change = JSON.stringify(outcome, (key, value: unknown) =>
      key === 'elapsedSeconds' ? undefined : value,
    )
    if (change !== last) terminal.out(JSON.stringify(outcomeAsJson(outcome)))
    last = change
  }
}

const lineOf = ({ scene }: StatusReport): string =>
  `scene ${scene.sceneId}: ${scene.workflowStatus} | step ${scene.currentStep}/7 ${clean(scene.currentPhase)} | ${scene.completedSteps.length}/7 completed`

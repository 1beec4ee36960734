import { setTimeout as wait } from 'node:timers/promises'
import { createLogUpdate } from 'log-update'
import { clean } from '../../host/index.ts'
import { isLongRun } from '../long-run.ts'
import { observe } from '../observe.ts'
import { factsOf, nameOf, type Picture, stepsOf, storyLines } from '../screen/story-lines.ts'
import type { Screen, Terminal } from '../terminal.ts'
import { existingFolder } from '../usage.ts'

const LOOK_EVERY_MS = 500

/**
 * Shows a story until it is finished or the person has seen enough: a live display in a terminal, elsewhere one line
 * for each change.
 */
export async function watch(folder: string, terminal: Terminal): Promise<number> {
  existingFolder(folder)
  if (isLongRun(folder)) return (await import('./production-watch.ts')).watchRun(folder, terminal)
  const look = observe(folder)
  const show = terminal.screen === undefined ? plainDisplay(terminal) : liveDisplay(terminal, terminal.screen)
  const ending = new AbortController()
  let code: number | undefined
  void terminal.stopped().then((result) => {
    code = result
    ending.abort()
  })
  while (code === undefined) {
    const picture = look()
    show.draw(picture)
    code ??= endOf(picture, terminal.screen !== undefined)
    if (code === undefined) await pause(ending.signal)
  }
  show.end()
  return code
}

/**
 * The exit code of a story that is over. One that failed or died may be started again: a person watches on, a script
 * (`watch && notify`) is told.
 */
function endOf({ progress, liveness }: Picture, isLive: boolean): number | undefined {
  if (liveness.state === 'finished') return 0
  if (liveness.state === 'dead') return isLive ? undefined : 1
  if (liveness.state !== 'failed') return undefined
  const isOver = progress?.finishedMs !== undefined || (!isLive && progress?.closedMs !== undefined)
  return isOver ? 1 : undefined
}

/** Waits for the next look; the end of the watch ends the wait at once. */
const pause = (signal: AbortSignal): Promise<unknown> =>
  wait(LOOK_EVERY_MS, undefined, { signal }).catch(() => {})

type Display = { draw(picture: Picture): void; end(): void }

function liveDisplay(terminal: Terminal, screen: Screen): Display {
  const update = createLogUpdate(screen)
  return {
    draw(picture) {
      const columns = Math.max(20, screen.columns - 1)
      const maxPhases = Math.max(3, screen.rows - 10)
      update(storyLines(picture, { colour: terminal.colour, columns, maxPhases }).join('\n'))
    },
    end: () => update.done(),
  }
}

function plainDisplay(terminal: Terminal): Display {
  let last = ''
  return {
    draw(picture) {
      const line = plainLine(picture)
      if (line === last) return
      last = line
      terminal.out(line)
    },
    end() {},
  }
}

/** One line without anything that changes by itself, so that a log has a line for each change and no other. */
function plainLine(picture: Picture): string {
  const { progress, liveness, problem } = picture
  const busy = stepsOf(picture).filter(({ state }) => ['active', 'failed', 'stopped'].includes(state))
  const phases = busy.map((step) => [clean(step.phase.label), ...factsOf(step)].join(' '))
  const step = progress?.currentStep === undefined ? '' : clean(progress.currentStep)
  const why = problem ?? (liveness.state === 'alive' ? '' : liveness.reason)
  const reason = stillReason(clean(why))
  return [`${nameOf(picture)}: ${liveness.state}`, ...phases, step, reason].filter(Boolean).join(' | ')
}

/** The reason without how long it has been so, and without the step, which has a place of its own in the line. */
const stillReason = (reason: string): string =>
  reason.replace(/; last step: .*$/, '').replace(/ for \d.*$/, '')

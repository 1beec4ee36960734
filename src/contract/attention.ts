import type { Liveness } from './liveness.ts'

/**
 * How a story or a run is shown. `unseen`: nobody answers, so nothing is known. `inspect`: nothing runs because a person is
 * to look first. `paused` and `degraded` are a production run's own.
 */
export type ShownState = Liveness['state'] | 'unseen' | 'inspect' | 'paused' | 'degraded'

/** How soon somebody should look, in every list: what waits for a person comes first, what is over last. */
export const ATTENTION: { readonly [State in ShownState]: number } = {
  paused: 0,
  degraded: 1,
  inspect: 2,
  stuck: 2,
  dead: 2,
  failed: 2,
  alive: 3,
  unseen: 3,
  idle: 4,
  waiting: 5,
  finished: 6,
}

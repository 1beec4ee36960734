import { setTimeout as wait } from 'node:timers/promises'

/** How long each kind of work takes at the least, in ms: about a minute in all, so that a person can watch. */
export const PACE = {
  read: 900,
  plan: 650,
  inspect: 4000,
  paint: 1250,
  compose: 900,
  write: 350,
  bind: 1200,
} as const

export type Pace = (kind: keyof typeof PACE) => Promise<void>

/** The pace of a demonstration; a fast one only lets other work of the process have its turn. */
export const paceOf =
  (fast: boolean): Pace =>
  (kind) =>
    wait(fast ? 0 : PACE[kind])

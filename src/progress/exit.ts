type Farewell = (crash: Crash | undefined) => void

/** An error that nobody caught and that is ending the process. */
export type Crash = { error: unknown }

const farewells = new Set<Farewell>()
let crash: Crash | undefined
let listening = false

/**
 * Has a function called when the process ends by itself: at its end, by process.exit or by an uncaught error. One
 * listener for all of them, so that many trackers in one process bring no warning about listeners.
 *
 * @returns a function that takes it back
 */
export function atExit(farewell: Farewell): () => void {
  farewells.add(farewell)
  if (!listening) listen()
  return () => farewells.delete(farewell)
}

function listen(): void {
  listening = true
  // The monitor sees the error and changes nothing about what the host does with it.
  process.on('uncaughtExceptionMonitor', (error) => {
    crash = { error }
  })
  process.on('exit', (code) => {
    for (const farewell of farewells) farewell(code === 0 ? undefined : crash)
  })
}

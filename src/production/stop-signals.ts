/**
 * Listens to what the person at the terminal and the system want. The listeners are gone when the run is over.
 *
 * @param on `interrupt` for each Ctrl+C, `terminate` for SIGTERM and SIGHUP
 * @returns takes the listeners back
 */
export function listenToSignals(on: {
  interrupt: () => void
  terminate: (signal: NodeJS.Signals) => void
}): () => void {
  process.on('SIGINT', on.interrupt)
  process.on('SIGTERM', on.terminate)
  process.on('SIGHUP', on.terminate)
  return () => {
    process.off('SIGINT', on.interrupt)
    process.off('SIGTERM', on.terminate)
    process.off('SIGHUP', on.terminate)
  }
}

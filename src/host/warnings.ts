import { StoryMonitorError } from '../errors.ts'

/** What the host is told when the telemetry has trouble: it is never thrown. */
export type HostWarning = { code: string; message: string; folder: string; cause?: unknown }

export type OnWarning = (warning: HostWarning) => void

/**
 * One warning when trouble of a kind begins, then silence until it is over.
 *
 * @param folder named in each warning
 * @param onWarning default: `process.emitWarning` with type StoryMonitorWarning
 */
export function warningsOf(folder: string, onWarning: OnWarning = emit) {
  const open = new Map<string, string>()
  return {
    /** Tells of trouble, once until `over` is called for the same kind. */
    begin(kind: string, error: unknown): void {
      if (open.has(kind)) return
      const warning = warningFrom(kind, error, folder)
      // One cause may stop the viewer's copy and the state alike: it is told once.
      const told = [...open.values()].includes(warning.message)
      open.set(kind, warning.message)
      if (!told) tell(onWarning, warning)
    },
    over(kind: string): void {
      open.delete(kind)
    },
  }
}

export type Warnings = ReturnType<typeof warningsOf>

function warningFrom(kind: string, error: unknown, folder: string): HostWarning {
  const message = error instanceof Error ? error.message : String(error)
  return { code: error instanceof StoryMonitorError ? error.code : kind, message, folder, cause: error }
}

function emit(warning: HostWarning): void {
  process.emitWarning(warning.message, {
    type: 'StoryMonitorWarning',
    code: warning.code,
    detail: `folder: ${warning.folder}`,
  })
}

/** A listener that throws must not do to the pipeline what the trouble itself may not. */
function tell(onWarning: OnWarning, warning: HostWarning): void {
  try {
    onWarning(warning)
  } catch (error) {
    emit({ ...warning, message: `onWarning threw: ${String(error)}; it was told: ${warning.message}` })
  }
}

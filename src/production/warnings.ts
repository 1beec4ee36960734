import { StoryMonitorError } from '../errors.ts'

/** What the host is told when the monitor has trouble with its files: it is never thrown. */
export type ProductionWarning = { code: string; message: string; folder: string; cause?: unknown }

export type OnWarning = (warning: ProductionWarning) => void

/**
 * One warning when trouble of a kind begins, then silence until it is over.
 *
 * @param folder named in each warning
 * @param onWarning default: `process.emitWarning` with type StoryMonitorWarning
 */
export function warningsOf(folder: string, onWarning: OnWarning = emit) {
  const open = new Set<string>()
  return {
    begin(kind: string, error: unknown): void {
      if (open.has(kind)) return
      open.add(kind)
      const message = error instanceof Error ? error.message : String(error)
      const code = error instanceof StoryMonitorError ? error.code : kind
      tell(onWarning, { code, message, folder, cause: error })
    },
    over(kind: string): void {
      open.delete(kind)
    },
  }
}

export type Warnings = ReturnType<typeof warningsOf>

function emit(warning: ProductionWarning): void {
  process.emitWarning(warning.message, {
    type: 'StoryMonitorWarning',
    code: warning.code,
    detail: `folder: ${warning.folder}`,
  })
}

/** A listener that throws must not do to the run what the trouble itself may not. */
function tell(onWarning: OnWarning, warning: ProductionWarning): void {
  try {
    onWarning(warning)
  } catch (error) {
    emit({ ...warning, message: `onWarning threw: ${String(error)}; it was told: ${warning.message}` })
  }
}

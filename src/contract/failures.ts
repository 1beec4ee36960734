import { given, type PhaseView, type ProgressView } from './progress-view.ts'

/** What went wrong: in a phase, or in the story between two of them. */
export type FailureView = {
  phase?: PhaseView
  error?: string
  traceback?: string
  /** It happened in an earlier run, and may be mended by this one. */
  isBefore: boolean
}

/**
 * Whether a phase failed before the process that writes now has begun: a restarted pipeline may still mend it.
 *
 * @example view.phases.some((phase) => isEarlierFailure(phase, view))
 */
export function isEarlierFailure(phase: PhaseView, view: ProgressView): boolean {
  if (phase.status !== 'error' || phase.finishedMs === undefined) return false
  const begun = view.processStartedTs === undefined ? Number.NaN : Date.parse(view.processStartedTs)
  return view.closedMs === undefined && phase.finishedMs < begun
}

/**
 * What went wrong in a story and is not mended: each failed phase with its own error. The one error of a file that knows no
 * other is that of the failed phases that have none of their own.
 *
 * @example failuresOf(view).map(({ phase, error }) => `${phase?.label}: ${error}`)
 */
export function failuresOf(view: ProgressView): FailureView[] {
  const failed = view.phases.filter(({ status }) => status === 'error')
  const own = failed.flatMap((phase) =>
    phase.failure === undefined ? [] : [{ phase, ...phase.failure, isBefore: isEarlierFailure(phase, view) }],
  )
  const { error, traceback } = view
  if ((error === undefined && traceback === undefined) || own.some((one) => one.error === error)) return own
  const others = failed.filter(({ failure }) => failure === undefined)
  const isBefore = others.length > 0 && others.every((phase) => isEarlierFailure(phase, view))
  const phase = others.length === 1 ? others[0] : undefined
  return [
    ...own,
    { isBefore, ...given('phase', phase), ...given('error', error), ...given('traceback', traceback) },
  ]
}

/** The error that a failed phase is to be told with, if any is known. */
export function errorOfPhase(phase: PhaseView, view: ProgressView): string | undefined {
  if (phase.failure !== undefined) return phase.failure.error
  const isAnothers = view.phases.some(({ failure }) => failure !== undefined && failure.error === view.error)
  return isAnothers ? undefined : view.error
}

import { dirname } from 'node:path'
import type { GenerationState } from '../contract/index.ts'
import { checkCount, checkOneOf, checkSceneId, checkText, checkWorkspace } from './arguments.ts'
import type { ArtifactCheck } from './artifacts.ts'
import { blueprintIsThere, differencesFrom } from './blueprint.ts'
import { certificateWarnings, certify } from './certificate.ts'
import {
  type CompleteOptions,
  type CompleteStepOptions,
  completeCommand,
  completeStepCommand,
  type FailOptions,
  failCommand,
  type QuestionOptions,
  questionCommand,
  type RecordErrorOptions,
  recordErrorCommand,
  type StartOptions,
  type StartStepOptions,
  startCommand,
  startStepCommand,
} from './commands.ts'
import { describeAttempts, describeMetrics, describeScene, describeStep } from './describe.ts'
import type { Surroundings } from './holder.ts'
import { SceneList } from './list.ts'
import { callsAfterError } from './next-call.ts'
import { present } from './present.ts'
import type { Outcome } from './refusal.ts'
import {
  type CancelledReport,
  type CompletedReport,
  type ErrorReport,
  type FailedReport,
  LIST_FILTERS,
  LIST_SORTS,
  type ListFilter,
  type ListReport,
  type ListSort,
  type QuestionReport,
  type ResumePlan,
  type SceneReport,
  type StartedReport,
  type StatusReport,
  type StepCompletedReport,
  type StepStartedReport,
} from './reports.ts'
import { planResume } from './resume-plan.ts'
import { SceneFiles } from './scene-files.ts'
import { isOver, stepsWith } from './state.ts'
import { describeStatus, lookFirst } from './status.ts'
import {
  cancelWorkflow,
  completeStep,
  completeWorkflow,
  failWorkflow,
  logQuestion,
  newState,
  recordError,
  startStep,
  type WarningsOf,
} from './transitions/index.ts'

/** Many writers of one scene on a busy machine take their turns; none is refused before its own has come. */
const LOCK_TIMEOUT_MS = 60_000

/**
 * The scene workflows of a workspace folder, one state file a scene. Each call reads, applies one transition under the
 * file's lock and writes; what it returns is on disk. Calls that the state doesn't allow come back as refusals with the
 * call that would help; wrong arguments and disk errors throw a StoryMonitorError.
 *
 * @example
 * const store = new GenerationStore('./workspace')
 * store.start('0204', { blueprintPath: 'acts/act-1/scene-0204-blueprint.md' })
 * store.startStep('0204', 1, { phaseName: 'File System Check', agentName: 'coordinator' })
 * const outcome = store.completeStep('0204', 1, { durationSeconds: 0.4 })
 * if (!outcome.ok) console.error(outcome.refusal.message)
 */
export class GenerationStore {
  readonly workspace: string
  /** The folder that holds the workspace: artifact paths are relative to it. */
  readonly projectFolder: string
  readonly #files: SceneFiles
  readonly #list: SceneList

  /**
   * @param workspace the folder of the state files; it is made when the first scene starts
   * @param options `lockTimeoutMs`: how long a change waits for another writer of the same scene; default 60,000
   * @throws StoryMonitorError NOT_A_FOLDER when something else stands there
   */
  constructor(workspace: string, options: { lockTimeoutMs?: number } = {}) {
    this.workspace = checkWorkspace(workspace)
    this.projectFolder = dirname(this.workspace)
    this.#files = new SceneFiles(
      this.workspace,
      checkCount('lockTimeoutMs', options.lockTimeoutMs ?? LOCK_TIMEOUT_MS),
    )
    this.#list = new SceneList(this.workspace)
  }

  /** Makes the state file of a scene. One that exists is left as it is, and the report says so. */
  start(sceneId: string, options: StartOptions): Outcome<StartedReport> {
    const { command, blueprintFound } = startCommand(this.projectFolder, checkSceneId(sceneId), options)
    return this.#files.create(
      sceneId,
      (now) => newState(command, now),
      (state, created, around) => ({
        kind: 'generation_started',
        scene: this.#scene(state, around),
        created,
        blueprintFound: created ? blueprintFound : blueprintIsThere(this.projectFolder, state),
        differences: created ? [] : differencesFrom(state, command),
      }),
    )
  }

  /** Marks a step as running and this process (and agent) as its holder. */
  startStep(sceneId: string, stepNumber: number, options: StartStepOptions): Outcome<StepStartedReport> {
    const command = startStepCommand(stepNumber, options)
    return this.#files.change(
      checkSceneId(sceneId),
      (state, around) => startStep(state, command, around, this.#warningsOf),
      (state, facts, around) => ({
        kind: 'step_started',
        scene: this.#scene(state, around),
        step: describeStep(state, command.step, around.presenceOf),
        warnings: [],
        ...facts,
        ...(command.step.number === 4 ? { attempts: describeAttempts(state) } : {}),
      }),
    )
  }

  /** Marks a step as done, with what it made, and moves on to the next. */
  completeStep(
    sceneId: string,
    stepNumber: number,
    options: CompleteStepOptions,
  ): Outcome<StepCompletedReport> {
    checkSceneId(sceneId)
    const command = completeStepCommand(this.projectFolder, stepNumber, options)
    return this.#files.change(
      sceneId,
      (state, around) => completeStep(state, command, around),
      (state, facts, around) => ({
        kind: 'step_completed',
        scene: this.#scene(state, around),
        step: describeStep(state, command.step, around.presenceOf),
        ...facts,
        missingArtifacts: missingOf(command.artifacts),
      }),
    )
  }

  /** Notes an error; the workflow goes on. */
  recordError(sceneId: string, stepNumber: number, options: RecordErrorOptions): Outcome<ErrorReport> {
    const command = recordErrorCommand(stepNumber, options)
    return this.#files.change(
      checkSceneId(sceneId),
      (state, around) => recordError(state, command, around),
      (state, facts, around) => ({
        kind: 'error_recorded',
        scene: this.#scene(state, around),
        step: describeStep(state, command.step, around.presenceOf),
        ...facts,
        next: callsAfterError(state, command.step, around),
      }),
    )
  }

  /** Ends the workflow as failed; it can be resumed. */
  fail(sceneId: string, stepNumber: number, options: FailOptions): Outcome<FailedReport> {
    const command = failCommand(stepNumber, options)
    return this.#files.change(
      checkSceneId(sceneId),
      (state, around) => failWorkflow(state, command, around),
      (state, facts, around) => ({
        kind: 'generation_failed',
        scene: this.#scene(state, around),
        step: describeStep(state, command.step, around.presenceOf),
        failureReason: command.failureReason,
        ...facts,
      }),
    )
  }

  /** Ends the workflow as completed; all seven steps have to be. */
  complete(sceneId: string, options: CompleteOptions): Outcome<CompletedReport> {
    checkSceneId(sceneId)
    const command = completeCommand(this.projectFolder, options)
    return this.#files.change(
      sceneId,
      (state, around) => completeWorkflow(state, command, around),
      (state, facts, around) => ({
        kind: 'generation_completed',
        scene: this.#scene(state, around),
        ...facts,
        metrics: describeMetrics(state),
        missingArtifacts: missingOf(command.artifacts),
      }),
    )
  }

  /** Notes what a person was asked and answered. A workflow that waits for approval goes on. */
  logQuestion(sceneId: string, options: QuestionOptions): Outcome<QuestionReport> {
    const command = questionCommand(options)
    return this.#files.change(
      checkSceneId(sceneId),
      (state, around) => logQuestion(state, command, around),
      (state, facts, around) => ({
        kind: 'question_logged',
        scene: this.#scene(state, around),
        question: command.question,
        answer: command.answer,
        ...facts,
      }),
    )
  }

  /** Ends a workflow that is under way; what is completed stays, and it can be resumed. */
  cancel(sceneId: string, options: { reason?: string } = {}): Outcome<CancelledReport> {
    const reason = options.reason === undefined ? undefined : checkText('reason', options.reason)
    return this.#files.change(
      checkSceneId(sceneId),
      (state, around) => cancelWorkflow(state, present('reason', reason), around),
      (state, facts, around) => ({
        kind: 'generation_cancelled',
        scene: this.#scene(state, around),
        ...facts,
        ...present('reason', state.cancellation_reason),
        steps: stepsWith(state, isOver).map((step) => describeStep(state, step, around.presenceOf)),
      }),
    )
  }

  /** Where a scene is. */
  status(sceneId: string, options: { detailed?: boolean } = {}): Outcome<StatusReport> {
    return this.#files.read(checkSceneId(sceneId), (state, around) => {
      const scene = lookFirst(state, this.#scene(state, around), around, this.#warningsOf)
      return { ok: true, report: describeStatus(state, scene, options.detailed ?? false, around) }
    })
  }

  /** How a scene would go on. It changes nothing; `startStep` at the resume point does. */
  resume(sceneId: string, options: { force?: boolean } = {}): Outcome<ResumePlan> {
    const place = { root: this.projectFolder, stateFile: this.#files.shownPath(checkSceneId(sceneId)) }
    return this.#files.read(sceneId, (state, around) =>
      planResume(state, place, options.force ?? false, around),
    )
  }

  /**
   * All scenes of the workspace, files that can't be read included.
   *
   * @param options `limit`: how many scenes at most (default: all)
   */
  list(options: { filter?: ListFilter; sortBy?: ListSort; limit?: number } = {}): ListReport {
    const filter = checkOneOf('filter', options.filter ?? 'all', LIST_FILTERS)
    const sortBy = checkOneOf('sort_by', options.sortBy ?? 'started_at', LIST_SORTS)
    const limit = options.limit === undefined ? Number.MAX_SAFE_INTEGER : checkCount('limit', options.limit)
    return this.#list.report({ filter, sortBy, limit }, Date.now())
  }

  readonly #warningsOf: WarningsOf = (state, point) =>
    certificateWarnings(certify(this.projectFolder, state, point))

  #scene(state: GenerationState, around: Surroundings): SceneReport {
    return describeScene(state, this.#files.shownPath(state.scene_id), around)
  }
}

const missingOf = (artifacts: { readonly [key: string]: ArtifactCheck }): string[] =>
  Object.values(artifacts).flatMap(({ path, bytes }) => (bytes === undefined ? [path] : []))

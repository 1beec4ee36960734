import { basename, dirname, join, resolve } from 'node:path'
import {
  type GenerationState,
  generationFileName,
  type Severity,
  type StepHolder,
} from '../contract/index.ts'
import {
  identityOf,
  isFolder,
  makeFolder,
  processPresence,
  sweepOrphans,
  withLock,
  writeFileAtomic,
} from '../files/index.ts'
import {
  checkCount,
  checkDictionary,
  checkOneOf,
  checkSceneId,
  checkSeconds,
  checkSeverity,
  checkText,
  checkTime,
  stepNumbered,
} from './arguments.ts'
import { type ArtifactCheck, lookAt } from './artifacts.ts'
import type { Surroundings } from './holder.ts'
import { SceneList } from './list.ts'
import { type Loaded, load } from './load.ts'
import type { Outcome, Refusal, Transition } from './refusal.ts'
import { corrupted, newerVersion, noState } from './refusals.ts'
import {
  type CancelledReport,
  type CompletedReport,
  describeAttempts,
  describeMetrics,
  describeScene,
  describeStep,
  type ErrorReport,
  type FailedReport,
  LIST_FILTERS,
  LIST_SORTS,
  type ListFilter,
  type ListReport,
  type ListSort,
  present,
  type QuestionReport,
  type ResumePlan,
  type SceneReport,
  type StartedReport,
  type StatusReport,
  type StepCompletedReport,
  type StepReport,
  type StepStartedReport,
} from './reports.ts'
import { planResume } from './resume-plan.ts'
import { isOver, stepsWith } from './state.ts'
import { describeStatus } from './status.ts'
import { isoSeconds } from './time.ts'
import {
  type CompletionMetrics,
  cancelWorkflow,
  completeStep,
  completeWorkflow,
  failWorkflow,
  logQuestion,
  newState,
  recordError,
  startStep,
} from './transitions/index.ts'

type Json = { readonly [key: string]: unknown }

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
  readonly #list: SceneList
  #swept = false

  /** @param workspace the folder of the state files; it is made when the first scene starts */
  constructor(workspace: string) {
    this.workspace = resolve(checkText('workspace', workspace))
    this.projectFolder = dirname(this.workspace)
    this.#list = new SceneList(this.workspace)
  }

  /** Makes the state file of a scene. One that exists is left as it is, and the report says so. */
  start(
    sceneId: string,
    options: { blueprintPath: string; initiatedBy?: string; metadata?: Json },
  ): Outcome<StartedReport> {
    checkSceneId(sceneId)
    const blueprint = this.#artifact('blueprint_path', options.blueprintPath)
    const command = {
      sceneId,
      blueprintPath: blueprint.path,
      initiatedBy: checkText('initiated_by', options.initiatedBy ?? 'generation-coordinator'),
      ...(options.metadata === undefined ? {} : { metadata: checkDictionary('metadata', options.metadata) }),
    }
    makeFolder(this.workspace)
    return withLock(this.#path(sceneId), () => {
      const loaded = this.#load(sceneId)
      const { now } = this.#surroundings()
      if (loaded.kind !== 'absent' && loaded.kind !== 'state')
        return refused(this.#refusalOf(sceneId, loaded))
      const state = loaded.kind === 'state' ? loaded.state : newState(command, now)
      if (loaded.kind === 'absent') this.#write(state)
      const report: StartedReport = {
        kind: 'generation_started',
        scene: this.#scene(state, now),
        created: loaded.kind === 'absent',
        blueprintFound: blueprint.bytes !== undefined,
      }
      return { ok: true, report }
    })
  }

  /** Marks a step as running and this process (and agent) as its holder. */
  startStep(
    sceneId: string,
    stepNumber: number,
    options: { phaseName: string; agentName?: string },
  ): Outcome<StepStartedReport> {
    const step = stepNumbered(stepNumber)
    const phaseName = checkText('phase_name', options.phaseName)
    const agentName = options.agentName === undefined ? undefined : checkText('agent_name', options.agentName)
    const command = { step, phaseName, ...present('agentName', agentName) }
    return this.#change(
      sceneId,
      (state, around) => startStep(state, command, around),
      (state, facts, around) => ({
        kind: 'step_started',
        scene: this.#scene(state, around.now),
        step: describeStep(state, step, around.presenceOf),
        ...facts,
        ...(step.number === 4 ? { attempts: describeAttempts(state) } : {}),
      }),
    )
  }

  /** Marks a step as done, with what it made, and moves on to the next. */
  completeStep(
    sceneId: string,
    stepNumber: number,
    options: { durationSeconds: number; artifacts?: { readonly [key: string]: string }; metadata?: Json },
  ): Outcome<StepCompletedReport> {
    const step = stepNumbered(stepNumber)
    const artifacts = Object.fromEntries(
      Object.entries(options.artifacts ?? {}).map(([key, path]) => [
        checkText('the name of an artifact', key),
        this.#artifact(`artifacts.${key}`, path),
      ]),
    )
    const command = {
      step,
      durationSeconds: checkSeconds('duration_seconds', options.durationSeconds),
      artifacts,
      ...(options.metadata === undefined ? {} : { metadata: checkDictionary('metadata', options.metadata) }),
    }
    return this.#change(
      sceneId,
      (state, around) => completeStep(state, command, around),
      (state, facts, around) => ({
        kind: 'step_completed',
        scene: this.#scene(state, around.now),
        step: describeStep(state, step, around.presenceOf),
        ...facts,
        missingArtifacts: missingOf(artifacts),
      }),
    )
  }

  /** Notes an error; the workflow goes on. */
  recordError(
    sceneId: string,
    stepNumber: number,
    options: { errorType: string; errorMessage: string; severity: Severity; retryCount?: number },
  ): Outcome<ErrorReport> {
    const step = stepNumbered(stepNumber)
    const command = {
      step,
      errorType: checkText('error_type', options.errorType),
      errorMessage: checkText('error_message', options.errorMessage),
      severity: checkSeverity(options.severity),
      ...(options.retryCount === undefined
        ? {}
        : { retryCount: checkCount('retry_count', options.retryCount) }),
    }
    return this.#change(
      sceneId,
      (state, around) => recordError(state, command, around),
      (state, facts, around) => ({
        kind: 'error_recorded',
        scene: this.#scene(state, around.now),
        step: describeStep(state, step, around.presenceOf),
        ...facts,
      }),
    )
  }

  /** Ends the workflow as failed; it can be resumed. */
  fail(
    sceneId: string,
    stepNumber: number,
    options: { failureReason: string; finalErrors?: readonly Json[] },
  ): Outcome<FailedReport> {
    const step = stepNumbered(stepNumber)
    const failureReason = checkText('failure_reason', options.failureReason)
    const finalErrors = (options.finalErrors ?? []).map((error) => checkDictionary('final_errors', error))
    return this.#change(
      sceneId,
      (state, around) => failWorkflow(state, { step, failureReason, finalErrors }, around),
      (state, facts, around) => ({
        kind: 'generation_failed',
        scene: this.#scene(state, around.now),
        step: describeStep(state, step, around.presenceOf),
        failureReason,
        ...facts,
      }),
    )
  }

  /** Ends the workflow as completed; all seven steps have to be. */
  complete(
    sceneId: string,
    options: Omit<CompletionMetrics, 'retryCount'> & { retryCount?: number },
  ): Outcome<CompletedReport> {
    const artifacts = {
      final_scene_path: this.#artifact('final_scene_path', options.finalScenePath),
      validation_report_path: this.#artifact('validation_report_path', options.validationReportPath),
    }
    const command = {
      artifacts,
      wordCount: checkCount('word_count', options.wordCount),
      totalDurationSeconds: checkSeconds('total_duration_seconds', options.totalDurationSeconds),
      retryCount: checkCount('retry_count', options.retryCount ?? 0),
    }
    return this.#change(
      sceneId,
      (state, around) => completeWorkflow(state, command, around),
      (state, facts, around) => ({
        kind: 'generation_completed',
        scene: this.#scene(state, around.now),
        ...facts,
        metrics: describeMetrics(state),
        missingArtifacts: missingOf(artifacts),
      }),
    )
  }

  /** Notes what a person was asked and answered. A workflow that waits for approval goes on. */
  logQuestion(
    sceneId: string,
    options: { question: string; answer: string; timestamp?: string },
  ): Outcome<QuestionReport> {
    const question = checkText('question', options.question)
    const answer = checkText('answer', options.answer)
    const timestamp = options.timestamp === undefined ? undefined : checkTime('timestamp', options.timestamp)
    return this.#change(
      sceneId,
      (state, around) => logQuestion(state, { question, answer, ...present('timestamp', timestamp) }, around),
      (state, facts, around) => ({
        kind: 'question_logged',
        scene: this.#scene(state, around.now),
        question,
        answer,
        ...facts,
      }),
    )
  }

  /** Ends a workflow that is under way; what is completed stays, and it can be resumed. */
  cancel(sceneId: string, options: { reason?: string } = {}): Outcome<CancelledReport> {
    const reason = options.reason === undefined ? undefined : checkText('reason', options.reason)
    return this.#change(
      sceneId,
      (state, around) => cancelWorkflow(state, present('reason', reason), around),
      (state, facts, around) => ({
        kind: 'generation_cancelled',
        scene: this.#scene(state, around.now),
        ...facts,
        ...present('reason', state.cancellation_reason),
        steps: this.#completed(state, around),
      }),
    )
  }

  /** Where a scene is. */
  status(sceneId: string, options: { detailed?: boolean } = {}): Outcome<StatusReport> {
    return this.#read(sceneId, (state, around) => ({
      ok: true,
      report: describeStatus(state, this.#scene(state, around.now), options.detailed ?? false, around),
    }))
  }

  /** How a scene would go on. It changes nothing; `startStep` at the resume point does. */
  resume(sceneId: string, options: { force?: boolean } = {}): Outcome<ResumePlan> {
    const place = { root: this.projectFolder, stateFile: this.#shownPath(checkSceneId(sceneId)) }
    return this.#read(sceneId, (state, around) => planResume(state, place, options.force ?? false, around))
  }

  /** All scenes of the workspace, files that can't be read included. */
  list(options: { filter?: ListFilter; sortBy?: ListSort } = {}): ListReport {
    const filter = checkOneOf('filter', options.filter ?? 'all', LIST_FILTERS)
    const sortBy = checkOneOf('sort_by', options.sortBy ?? 'started_at', LIST_SORTS)
    return this.#list.report(filter, sortBy, this.#surroundings().now)
  }

  #read<Report>(
    sceneId: string,
    use: (state: GenerationState, around: Surroundings) => Outcome<Report>,
  ): Outcome<Report> {
    const loaded = this.#load(checkSceneId(sceneId))
    if (loaded.kind !== 'state') return refused(this.#refusalOf(sceneId, loaded))
    return use(loaded.state, this.#surroundings())
  }

  #change<Facts, Report>(
    sceneId: string,
    transition: (state: GenerationState, around: Surroundings) => Transition<Facts>,
    describe: (state: GenerationState, facts: Facts, around: Surroundings) => Report,
  ): Outcome<Report> {
    checkSceneId(sceneId)
    if (!isFolder(this.workspace)) return refused(noState(sceneId))
    return withLock(this.#path(sceneId), () => {
      const loaded = this.#load(sceneId)
      if (loaded.kind !== 'state') return refused(this.#refusalOf(sceneId, loaded))
      if (loaded.newer !== undefined) return refused(newerVersion(sceneId, loaded.newer))
      const around = this.#surroundings()
      const result = transition(loaded.state, around)
      if ('refusal' in result) return refused(result.refusal)
      if (result.state !== loaded.state) this.#write(result.state)
      return { ok: true, report: describe(result.state, result.facts, around) }
    })
  }

  #load(sceneId: string): Loaded {
    return load(this.workspace, generationFileName(sceneId), sceneId)
  }

  #write(state: GenerationState): void {
    if (!this.#swept) sweepOrphans(this.workspace)
    this.#swept = true
    writeFileAtomic(this.#path(state.scene_id), `${JSON.stringify(state, null, 2)}\n`)
  }

  #refusalOf(sceneId: string, loaded: Exclude<Loaded, { kind: 'state' }>): Refusal {
    if (loaded.kind === 'absent') return noState(sceneId)
    if (loaded.kind === 'newer') return newerVersion(sceneId, loaded.version)
    return corrupted(sceneId, this.#shownPath(sceneId), loaded.problem)
  }

  #scene(state: GenerationState, now: string): SceneReport {
    return describeScene(state, this.#shownPath(state.scene_id), now)
  }

  #completed(state: GenerationState, around: Surroundings): StepReport[] {
    return stepsWith(state, isOver).map((step) => describeStep(state, step, around.presenceOf))
  }

  #artifact(name: string, path: string): ArtifactCheck {
    return lookAt(this.projectFolder, name, checkText(name, path))
  }

  #path(sceneId: string): string {
    return join(this.workspace, generationFileName(sceneId))
  }

  #shownPath(sceneId: string): string {
    return `${basename(this.workspace)}/${generationFileName(sceneId)}`
  }

  #surroundings(): Surroundings {
    return { now: isoSeconds(new Date()), self: identityOf(), presenceOf }
  }
}

const refused = (refusal: Refusal): { ok: false; refusal: Refusal } => ({ ok: false, refusal })

const missingOf = (artifacts: { readonly [key: string]: ArtifactCheck }): string[] =>
  Object.values(artifacts).flatMap(({ path, bytes }) => (bytes === undefined ? [path] : []))

const presenceOf = (holder: StepHolder) =>
  processPresence({
    pid: holder.pid,
    host: holder.host,
    processStartedTs: holder.process_started_at,
    processStartId: holder.process_start_id,
  })

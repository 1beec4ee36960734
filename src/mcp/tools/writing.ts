import type { McpServer } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { given } from '../../contract/index.ts'
import type { GenerationStore } from '../../generation/index.ts'
import { answer } from '../answer.ts'
import { anything, count, name, path, sceneId, seconds, severity, stepNumber, text } from '../parameters.ts'
import * as results from '../results.ts'
import { addTool } from '../tool.ts'

const writes = (idempotentHint: boolean, destructiveHint = false) => ({
  readOnlyHint: false,
  destructiveHint,
  idempotentHint,
  openWorldHint: false,
})

const restOf = (sceneId: string): string => `Read the resource generation://${sceneId} for the rest.`

/** The tools that carry a scene from its start to its end. */
export function addWritingTools(server: McpServer, store: GenerationStore, lockPatienceMs?: number): void {
  addTool(
    server,
    'start_generation',
    {
      title: 'Start a scene',
      description: 'Create the state file of a scene. One that exists is left as it is.',
      inputSchema: z.strictObject({
        scene_id: sceneId,
        blueprint_path: path,
        initiated_by: name.default('generation-coordinator'),
        metadata: anything.optional(),
      }),
      outputSchema: results.started,
      annotations: writes(true),
    },
    ({ scene_id, blueprint_path, initiated_by, metadata }) =>
      answer(
        lockPatienceMs,
        () =>
          store.start(scene_id, {
            blueprintPath: blueprint_path,
            initiatedBy: initiated_by,
            ...given('metadata', metadata),
          }),
        restOf(scene_id),
      ),
  )

  addTool(
    server,
    'start_step',
    {
      title: 'Start a step',
      description:
        'Mark a step as in progress and held by you. On a failed or cancelled scene, at its resume point, it resumes the scene; step 4 again is a retry.',
      inputSchema: z.strictObject({
        scene_id: sceneId,
        step_number: stepNumber,
        phase_name: name.describe("e.g. 'Blueprint Validation'"),
        agent_name: name.optional(),
      }),
      outputSchema: results.stepStarted,
      annotations: writes(true),
    },
    ({ scene_id, step_number, phase_name, agent_name }) =>
      answer(
        lockPatienceMs,
        () =>
          store.startStep(scene_id, step_number, {
            phaseName: phase_name,
            ...given('agentName', agent_name),
          }),
        restOf(scene_id),
      ),
  )

  addTool(
    server,
    'complete_step',
    {
      title: 'Complete a step',
      description:
        'Mark a step that you hold as completed and move on. On step 3, metadata.requires_approval: true makes the scene wait for the user.',
      inputSchema: z.strictObject({
        scene_id: sceneId,
        step_number: stepNumber,
        duration_seconds: seconds,
        artifacts: z.record(z.string(), text).optional().describe('paths by name, e.g. draft_path'),
        metadata: anything.optional(),
      }),
      outputSchema: results.stepCompleted,
      annotations: writes(true),
    },
    ({ scene_id, step_number, duration_seconds, artifacts, metadata }) =>
      answer(
        lockPatienceMs,
        () =>
          store.completeStep(scene_id, step_number, {
            durationSeconds: duration_seconds,
            ...given('artifacts', artifacts),
            ...given('metadata', metadata),
          }),
        restOf(scene_id),
      ),
  )

  addTool(
    server,
    'record_error',
    {
      title: 'Record an error',
      description: 'Note an error of the step at work; the scene goes on. Each call adds one.',
      inputSchema: z.strictObject({
        scene_id: sceneId,
        step_number: stepNumber,
        error_type: name.describe("e.g. 'location_constraint_violated'"),
        error_message: text,
        severity,
        retry_count: count.optional(),
      }),
      outputSchema: results.errorRecorded,
      annotations: writes(false),
    },
    ({ scene_id, step_number, error_type, error_message, severity: level, retry_count }) =>
      answer(
        lockPatienceMs,
        () =>
          store.recordError(scene_id, step_number, {
            errorType: error_type,
            errorMessage: error_message,
            severity: level,
            ...given('retryCount', retry_count),
          }),
        restOf(scene_id),
      ),
  )

  addTool(
    server,
    'fail_generation',
    {
      title: 'Fail a scene',
      description: 'End a scene as failed when no attempt is left; it can be resumed.',
      inputSchema: z.strictObject({
        scene_id: sceneId,
        step_number: stepNumber,
        failure_reason: text,
        final_errors: z.array(anything).optional(),
      }),
      outputSchema: results.failed,
      annotations: writes(true, true),
    },
    ({ scene_id, step_number, failure_reason, final_errors }) =>
      answer(
        lockPatienceMs,
        () =>
          store.fail(scene_id, step_number, {
            failureReason: failure_reason,
            ...given('finalErrors', final_errors),
          }),
        restOf(scene_id),
      ),
  )

  addTool(
    server,
    'complete_generation',
    {
      title: 'Complete a scene',
      description: 'End a scene as completed, after all seven steps.',
      inputSchema: z.strictObject({
        scene_id: sceneId,
        final_scene_path: path,
        validation_report_path: path,
        word_count: count,
        total_duration_seconds: seconds,
        retry_count: count.optional().describe('default: as counted'),
      }),
      outputSchema: results.completed,
      annotations: writes(true),
    },
    (args) =>
      answer(
        lockPatienceMs,
        () =>
          store.complete(args.scene_id, {
            finalScenePath: args.final_scene_path,
            validationReportPath: args.validation_report_path,
            wordCount: args.word_count,
            totalDurationSeconds: args.total_duration_seconds,
            ...given('retryCount', args.retry_count),
          }),
        restOf(args.scene_id),
      ),
  )

  addTool(
    server,
    'log_question_answer',
    {
      title: 'Log a question and its answer',
      description:
        'Note what the user was asked and answered. It lets a scene that waits for approval go on.',
      inputSchema: z.strictObject({
        scene_id: sceneId,
        question: text,
        answer: text,
        timestamp: text.optional().describe('ISO 8601; default: now'),
      }),
      outputSchema: results.questionLogged,
      annotations: writes(false),
    },
    ({ scene_id, question, answer: reply, timestamp }) =>
      answer(
        lockPatienceMs,
        () => store.logQuestion(scene_id, { question, answer: reply, ...given('timestamp', timestamp) }),
        restOf(scene_id),
      ),
  )
}

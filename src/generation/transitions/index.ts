/** What each command makes of a state: pure functions, so that a table of cases can test them all. */
export { type CancelFacts, cancelWorkflow } from './cancel.ts'
export {
  type CompleteCommand,
  type CompleteFacts,
  type CompletionMetrics,
  completeWorkflow,
} from './complete.ts'
export { type CompleteStepCommand, type CompleteStepFacts, completeStep } from './complete-step.ts'
export { type FailCommand, type FailFacts, failWorkflow } from './fail.ts'
export { logQuestion, type QuestionCommand, type QuestionFacts } from './log-question.ts'
export { type RecordErrorCommand, type RecordErrorFacts, recordError } from './record-error.ts'
export { newState, type StartCommand } from './start.ts'
export { type StartStepCommand, type StartStepFacts, startStep, type WarningsOf } from './start-step.ts'

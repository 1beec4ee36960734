/** Scene generation: the seven-step workflow over its state files. */
export {
  checkWorkspace,
  FORBIDDEN_KEY,
  MAX_NAME_CHARACTERS,
  MAX_PATH_CHARACTERS,
  MAX_SECONDS,
  MAX_TEXT_CHARACTERS,
} from './arguments.ts'
export type { CertificateLine } from './certificate.ts'
export type { HolderReport } from './holder.ts'
export type { NextCall, ToolName } from './next-call.ts'
export type { Outcome, Refusal, RefusalCode } from './refusal.ts'
export { agentVoice, noScenes, renderError, renderRefusal, renderReport, type Voice } from './render/index.ts'
export { outcomeAsJson, reportAsJson } from './report-json.ts'
export {
  GENERATION_FILE,
  LIST_FILTERS,
  LIST_SORTS,
  type ListFilter,
  type ListReport,
  type ListSort,
  type Report,
  type ResumePlan,
  type SceneRow,
  type StatusReport,
} from './reports.ts'
export { GenerationStore } from './store.ts'

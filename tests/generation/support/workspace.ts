import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { GENERATION_STEPS } from '../../../src/contract/index.ts'
import { type GenerationState, generationStateSchema } from '../../../src/contract/published.ts'
import { GenerationStore, type Outcome, type Refusal } from '../../../src/generation/index.ts'
import { temporaryFolder } from '../../support/temporary.ts'

export const SCENE = '0204'

/** A project folder with a workspace, its store, and short ways to look at what is on disk. */
export function aWorkspace() {
  const project = temporaryFolder('generation')
  const workspace = join(project, 'workspace')
  const file = join(workspace, `generation-state-${SCENE}.json`)
  const store = new GenerationStore(workspace)
  return {
    project,
    workspace,
    file,
    store,
    /** The state file, which has to be what the schema describes. */
    state: (path = file): GenerationState =>
      generationStateSchema.parse(JSON.parse(readFileSync(path, 'utf8'))),
    text: () => readFileSync(file, 'utf8'),
    put: (path: string, content: string | Buffer) => {
      mkdirSync(dirname(join(project, path)), { recursive: true })
      writeFileSync(join(project, path), content)
      return path
    },
    putState: (state: unknown) => {
      mkdirSync(workspace, { recursive: true })
      writeFileSync(file, typeof state === 'string' ? state : JSON.stringify(state, null, 2))
    },
    /** Brings a new scene to where the given number of steps is completed. */
    completedUpTo: (count: number) => {
      reportOf(store.start(SCENE, { blueprintPath: 'acts/scene-0204-blueprint.md' }))
      for (const step of GENERATION_STEPS.slice(0, count)) {
        reportOf(store.startStep(SCENE, step.number, { phaseName: step.name, agentName: 'writer' }))
        reportOf(store.completeStep(SCENE, step.number, { durationSeconds: step.number }))
      }
    },
  }
}

export function reportOf<Report>(outcome: Outcome<Report>): Report {
  if (outcome.ok) return outcome.report
  throw new Error(`refused: ${outcome.refusal.code}: ${outcome.refusal.message}`)
}

export function refusalOf(outcome: Outcome<unknown>): Refusal {
  if (!outcome.ok) return outcome.refusal
  throw new Error(`expected a refusal, got ${JSON.stringify(outcome.report)}`)
}

/** What a refusal tells to call: the tool and the arguments that are known. */
export const helpOf = (outcome: Outcome<unknown>): string => {
  const { code, next } = refusalOf(outcome)
  return `${code} → ${next.tool}(${Object.values(next.arguments).join(', ')})`
}

export const METRICS = {
  finalScenePath: 'acts/scene-0204.md',
  validationReportPath: 'workspace/artifacts/report.md',
  wordCount: 2847,
  totalDurationSeconds: 324.5,
  retryCount: 1,
}

import { readFileSync } from 'node:fs'

type Json = { [key: string]: unknown }

/** The text of a real state file, as a pipeline in another language wrote it. */
export const olderText = (): string =>
  readFileSync(new URL('../../fixtures/generation/generation-state-0101.json', import.meta.url), 'utf8')

const step = (status: string, more: Json = {}) => ({ status, ...more })

/** Older files after the pattern of the real one: completed, failed after three attempts, or on the second attempt. */
export function olderState(kind: 'COMPLETED' | 'FAILED' | 'IN_PROGRESS'): Json {
  const completed: Json = JSON.parse(olderText())
  if (kind === 'COMPLETED') return completed
  const steps = Object.entries(Object(completed['steps']))
  const attempts = kind === 'FAILED' ? 3 : 1
  const errors = [...Array(attempts).keys()].map((attempt) => ({
    step: 4,
    timestamp: `2025-11-01T09:3${attempt + 2}:00Z`,
    message: 'Location constraint violated',
    attempt: attempt + 1,
  }))
  return {
    ...completed,
    workflow_status: kind,
    current_phase: 'GENERATION',
    current_step: 4,
    steps: Object.fromEntries([
      ...steps.slice(0, 3),
      [
        'step_4_generation',
        kind === 'FAILED'
          ? step('FAILED', { started_at: '2025-11-01T09:31:17Z', agent_used: 'prose-writer' })
          : step('IN_PROGRESS', {
              started_at: '2025-11-01T09:31:17Z',
              duration_seconds: 196,
              agent_used: 'prose-writer',
            }),
      ],
      ...steps.slice(4).map(([key]) => [key, step('PENDING')]),
    ]),
    generation_attempts: {
      current_attempt: kind === 'FAILED' ? 3 : 2,
      max_attempts: 3,
      attempts_history: errors.map(({ attempt }) => ({ attempt, status: 'FAILED' })),
    },
    errors,
    metadata: {},
  }
}

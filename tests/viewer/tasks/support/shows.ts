/** A `_progress.json` of a show in its middle, with the given keys on top. */
export function showJson(extra: Record<string, unknown> = {}): string {
  const names = ['show-generation', 'character-seeds', 'portrait', 'video', 'trailer']
  return JSON.stringify({
    job_id: 'the-last-ferry',
    workflow: 'show',
    updated_ts: new Date().toISOString(),
    phases: { 'show-generation': 'done', 'character-seeds': 'done', portrait: 'running' },
    phase_order: names,
    heartbeat_seconds: 3600,
    phase_times: {
      'show-generation': { started_ts: at(0), finished_ts: at(10), duration_seconds: 10 },
      'character-seeds': { started_ts: at(14), finished_ts: at(20), duration_seconds: 6 },
      portrait: { started_ts: at(20) },
    },
    started_ts: at(0),
    ...extra,
  })
}

const BEGUN = Date.now() - 60_000

/** The time so many seconds after the show began, a minute ago. */
export const at = (seconds: number): string => new Date(BEGUN + seconds * 1000).toISOString()

/** A task of the file, by default a portrait that is being painted. */
export const task = (id: string, extra: Record<string, unknown> = {}) => ({
  id,
  type: 'portrait',
  status: 'processing',
  show_id: 'the-last-ferry',
  character_id: id,
  label: id.charAt(0).toUpperCase() + id.slice(1),
  progress: 40,
  started_at: at(20),
  ...extra,
})

export const tasksJson = (...tasks: readonly object[]): string => JSON.stringify({ tasks })

/** A picture of four pixels. */
export const PICTURE =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2"><path fill="#a44" d="M0 0h2v2H0z"/></svg>'

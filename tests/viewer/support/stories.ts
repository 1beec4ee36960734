/** A `_progress.json` as a pipeline writes it, with the given keys on top. */
export function progressJson(extra: Record<string, unknown> = {}): string {
  return JSON.stringify({
    job_id: 'the-lighthouse',
    workflow: 'story',
    story_path: '/stories/lighthouse-7',
    updated_ts: new Date().toISOString(),
    phases: { reddit: 'done', director: 'running', production: 'pending', assembly: 'pending' },
    phase_order: ['reddit', 'director', 'production', 'assembly'],
    current_step: 'Writing scene 3 of chapter 2',
    ...extra,
  })
}

/** The time this many seconds ago, as files have it. */
export const secondsAgo = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString()

/** The phases of a finished story. */
export const allDone = { reddit: 'done', director: 'done', production: 'done', assembly: 'done' }

/** A small `_director_progress.json`. */
export const planJson = JSON.stringify({
  title: 'The Lamp',
  chapters: [{ title: 'One', scenes: [{ name: 'Dock' }] }],
})

/** The phases of a story that waits for a person. */
export const skeletonDone = { reddit: 'done', director: 'done', production: 'pending', assembly: 'pending' }

/** File and phase names that other programs read and write; see the README's table of files. */
export const PROGRESS_JSON_FILENAME = '_progress.json'
export const PHASE_STATUS_FILENAME = '_phase_status.txt'
export const VIEWER_HTML_FILENAME = 'progress_viewer.html'
export const SKELETON_JSON_FILENAME = '_director_progress.json'
export const TASKS_JSON_FILENAME = '_tasks.json'
export const HISTORY_FILENAME = '_history.jsonl'
export const LIVE_STATUS_FILENAME = 'LIVE_STATUS.json'

export const DEFAULT_PHASE_ORDER = ['reddit', 'director', 'production', 'assembly'] as const

export const PHASE_STATUSES = ['pending', 'running', 'done', 'error', 'skipped'] as const
export type PhaseStatus = (typeof PHASE_STATUSES)[number]

export const ASSET_STATUSES = ['pending', 'running', 'generating', 'done', 'error'] as const
export type AssetStatus = (typeof ASSET_STATUSES)[number]

export const ASSET_TYPES = ['image', 'audio', 'video', 'text'] as const
export type AssetType = (typeof ASSET_TYPES)[number]

export const TASK_STATUSES = ['starting', 'processing', 'succeeded', 'failed', 'canceled'] as const
export type TaskStatus = (typeof TASK_STATUSES)[number]

/** How often a tracker promises a sign of life while a phase runs, in seconds. */
export const DEFAULT_HEARTBEAT_SECONDS = 5

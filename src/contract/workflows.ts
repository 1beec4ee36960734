import { DEFAULT_PHASE_ORDER } from './names.ts'

/** One phase of a workflow and how to show it. */
export type PhaseDefinition = { name: string; label: string; icon: string; perSubject: boolean }

const phase = (name: string, label: string, icon: string, perSubject = false): PhaseDefinition => ({
  name,
  label,
  icon,
  perSubject,
})

const STORY: readonly PhaseDefinition[] = [
  phase(DEFAULT_PHASE_ORDER[0], 'Reddit', 'book'),
  phase(DEFAULT_PHASE_ORDER[1], 'Director', 'clapper'),
  phase(DEFAULT_PHASE_ORDER[2], 'Production', 'camera'),
  phase(DEFAULT_PHASE_ORDER[3], 'Assembly', 'film'),
]

const SHOW: readonly PhaseDefinition[] = [
  phase('show-generation', 'Show Blueprint', 'book'),
  phase('character-seeds', 'Character Seeds', 'seed'),
  phase('character-dossier', 'Character Dossiers', 'dossier', true),
  phase('portrait', 'Portraits', 'portrait', true),
  phase('video', 'Character Videos', 'camera', true),
  phase('portrait-grid', 'Portrait Grid', 'grid'),
  phase('library-poster', 'Show Poster', 'poster'),
  phase('trailer', 'Trailer', 'film'),
]

/**
 * The phases of a workflow by its name: `show` has its eight steps, every other name the four of a story.
 *
 * @example phasesOf('story').map((phase) => phase.name) // ['reddit', 'director', 'production', 'assembly']
 */
export function phasesOf(workflow: string): readonly PhaseDefinition[] {
  return workflow === 'show' ? SHOW : STORY
}

/**
 * A readable label for a phase that brings none: known phases keep theirs, `two_girl-intro` becomes "Two girl intro".
 */
export function labelOf(name: string): string {
  const known = [...STORY, ...SHOW].find((definition) => definition.name === name)
  if (known) return known.label
  const words = name.replaceAll(/[_-]+/g, ' ').trim()
  return words === '' ? name : words.charAt(0).toUpperCase() + words.slice(1)
}

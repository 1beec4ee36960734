import { labelOf, type PhaseDefinition, phasesOf } from '../contract/index.ts'
import { filledText, knownKeys, refuse } from '../host/index.ts'
import { type Draft, put, section } from './draft.ts'

/** A phase of one's own: its name, or a name and how to show it. */
export type PhaseOption = string | { name: string; label?: string; icon?: string; perSubject?: boolean }

const PHASE_KEYS: readonly string[] = ['name', 'label', 'icon', 'perSubject']

/** The phases of a story: those given, else the workflow's own. */
export function definePhases(workflow: string, phaseNames: unknown): PhaseDefinition[] {
  if (phaseNames === undefined) return [...phasesOf(workflow)]
  if (!Array.isArray(phaseNames))
    throw refuse('phaseNames', 'an array of names or { name, label, icon, perSubject }', phaseNames)
  if (phaseNames.length === 0)
    throw refuse('phaseNames', 'left out, or an array of one name at least', phaseNames)
  const phases = phaseNames.map((entry: unknown, index) =>
    definePhase(entry, `phaseNames[${index}]`, workflow),
  )
  const seen = new Set<string>()
  for (const { name } of phases) {
    if (seen.has(name)) throw refuse('phaseNames', 'free of doubles', name)
    seen.add(name)
  }
  return phases
}

function definePhase(entry: unknown, option: string, workflow: string): PhaseDefinition {
  const fields: object = typeof entry === 'object' && entry !== null ? entry : { name: entry }
  knownKeys(option, fields, PHASE_KEYS)
  const name = filledText(option, 'name' in fields ? fields.name : undefined)
  const known = phasesOf(workflow).find((phase) => phase.name === name)
  return {
    name,
    label:
      'label' in fields && fields.label !== undefined
        ? filledText(`${option}.label`, fields.label)
        : (known?.label ?? labelOf(name)),
    icon:
      'icon' in fields && fields.icon !== undefined
        ? filledText(`${option}.icon`, fields.icon)
        : (known?.icon ?? 'step'),
    perSubject:
      'perSubject' in fields && fields.perSubject !== undefined
        ? flag(`${option}.perSubject`, fields.perSubject)
        : (known?.perSubject ?? false),
  }
}

function flag(option: string, value: unknown): boolean {
  if (typeof value !== 'boolean') throw refuse(option, 'true or false', value)
  return value
}

/** Writes the phases into a story that doesn't have them yet, in their order; what the file has beyond them stays. */
export function declarePhases(draft: Draft, phases: readonly PhaseDefinition[]): void {
  const own = new Set(phases.map((phase) => phase.name))
  const order = Array.isArray(draft['phase_order'])
    ? draft['phase_order'].filter((name) => typeof name === 'string')
    : []
  put(draft, 'phase_order', [...own, ...order.filter((name) => !own.has(name))])
  const statuses = section(draft, 'phases')
  for (const phase of phases) {
    if (!Object.hasOwn(statuses, phase.name)) put(statuses, phase.name, 'pending')
    const info = section(draft, 'phase_info')
    put(info, phase.name, { label: phase.label, icon: phase.icon, per_subject: phase.perSubject })
  }
}

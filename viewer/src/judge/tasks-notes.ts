import type { TaskView } from '../../../src/contract/index.ts'
import { countWord } from './words.ts'

/** What the tasks of each phase come to, in a line: `2 active · 1 failed`. */
export function tasksNotes(tasks: readonly TaskView[]): Map<string, string> {
  const counts = new Map<string, { active: number; failed: number }>()
  for (const task of tasks) {
    const count = counts.get(task.type) ?? { active: 0, failed: 0 }
    if (task.status === 'starting' || task.status === 'processing') count.active += 1
    if (task.status === 'failed') count.failed += 1
    counts.set(task.type, count)
  }
  const notes = new Map<string, string>()
  for (const [phase, { active, failed }] of counts) {
    const parts = [
      active > 0 ? `${countWord(active)} ${active === 1 ? 'task' : 'tasks'} active` : '',
      failed > 0 ? `${countWord(failed)} failed` : '',
    ].filter((part) => part !== '')
    if (parts.length > 0) notes.set(phase, parts.join(' · '))
  }
  return notes
}

import { PresetChoice, PresetsPage } from '../pages/presets.tsx'
import { addEvent, addPreset, allPresets, removePreset } from '../store/index.ts'
import { type Answer, fragment, html, seeOther } from './answer.ts'
import type { PersonCall, Route } from './context.ts'

const MOST = { name: 80, text: 100_000 }

function page(call: PersonCall, typed?: { name: string; text: string; error: string }): Answer {
  const viewer = { person: call.person, formToken: call.formToken }
  const presets = allPresets(call.db)
  return html(PresetsPage({ viewer, presets, ...(typed && { typed }) }), typed === undefined ? 200 : 422)
}

function add(call: PersonCall): Answer {
  const name = (call.form.get('name') ?? '').trim()
  const text = call.form.get('text') ?? ''
  const wrong = (error: string) => page(call, { name, text, error })
  if (name === '' || text.trim() === '') return wrong('A preset needs a name and a text.')
  if (name.length > MOST.name) return wrong(`The name is longer than ${MOST.name} letters.`)
  if (text.length > MOST.text) return wrong(`The text is longer than ${MOST.text} letters.`)
  if (!addPreset(call.db, { name, text, userId: call.person.id })) {
    return wrong(`There is a preset “${name}” already. Take another name, or remove that one first.`)
  }
  return seeOther('/presets')
}

export const presetRoutes: readonly Route[] = [
  { method: 'GET', path: '/presets', access: 'viewer', handle: (call) => page(call) },
  {
    method: 'GET',
    path: '/presets/choice',
    access: 'viewer',
    handle: (call) => fragment(PresetChoice({ presets: allPresets(call.db) })),
  },
  { method: 'POST', path: '/presets', access: 'director', handle: add },
  {
    method: 'POST',
    path: '/presets/:id/remove',
    access: 'director',
    handle(call) {
      const name = removePreset(call.db, Number(call.params['id']))
      if (name !== undefined) {
        const detail = `the presets: “${name}” was removed`
        addEvent(call.db, { userId: call.person.id, kind: 'changed', detail })
      }
      return seeOther('/presets')
    },
  },
]

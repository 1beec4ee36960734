import { StoryMonitorError } from '../../errors.ts'
import { CreatePage, type Faults, type Typed } from '../pages/create.tsx'
import { streamHref } from '../pages/streams.tsx'
import { addEvent } from '../store/index.ts'
import { createStream, nameFrom, nameProblem } from '../streams/index.ts'
import { type Answer, html, seeOther } from './answer.ts'
import type { PersonCall, Route } from './context.ts'

const LONGEST_LINE = 300
const LONGEST_STORY = 1_000_000

function typedIn(form: URLSearchParams): Typed {
  const line = (name: string) => (form.get(name) ?? '').trim()
  return {
    title: line('title'),
    name: line('name').normalize('NFC'),
    story: (form.get('story') ?? '').replace(/^\n+|\s+$/g, ''),
    language: line('language'),
    style: line('style'),
    tone: line('tone'),
    references: line('references'),
    notes: (form.get('notes') ?? '').trim(),
  }
}

function faultsOf(typed: Typed, name: string): Faults {
  const lines = ['title', 'language', 'style', 'tone', 'references'] as const
  const long = lines.filter((field) => typed[field].length > LONGEST_LINE)
  const named = nameProblem(name)
  const fromTitle = typed.name === '' && typed.title !== ''
  return {
    ...Object.fromEntries(long.map((field) => [field, `That is longer than ${LONGEST_LINE} letters.`])),
    ...(typed.title === '' ? { title: 'Give it a title.' } : {}),
    ...(named !== undefined && (typed.name !== '' || fromTitle) ? { name: named } : {}),
    ...(typed.story === '' ? { story: 'The story is what everything is made from: paste it here.' } : {}),
    ...(typed.story.length > LONGEST_STORY ? { story: 'That is more than a million letters.' } : {}),
  }
}

const page = (call: PersonCall, typed: Typed, faults: Faults, error?: string): Answer =>
  html(
    CreatePage({
      viewer: { person: call.person, formToken: call.formToken },
      typed,
      faults,
      ...(error === undefined ? {} : { error }),
    }),
    Object.keys(faults).length > 0 || error !== undefined ? 422 : 200,
  )

function create(call: PersonCall): Answer {
  const typed = typedIn(call.form)
  const name = typed.name === '' ? nameFrom(typed.title) : typed.name
  const faults = faultsOf(typed, name)
  if (Object.keys(faults).length > 0) return page(call, typed, faults)
  try {
    createStream(call.root, { ...typed, name, by: call.person.displayName })
  } catch (error) {
    if (!(error instanceof StoryMonitorError)) throw error
    if (error.code === 'INVALID_ARGUMENT') return page(call, typed, { name: error.message })
    return page(call, typed, {}, error.message)
  }
  addEvent(call.db, { userId: call.person.id, kind: 'created', stream: name })
  return seeOther(streamHref(name))
}

export const createRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/new',
    access: 'director',
    handle: (call) => page(call, typedIn(new URLSearchParams()), {}),
  },
  { method: 'POST', path: '/new', access: 'director', handle: create },
]

import { expect, test } from 'vitest'
import { DEFAULT_PHASE_ORDER, labelOf, phasesOf } from '../../src/contract/index.ts'

test('a story has its four phases, and so has every workflow without an order of its own', () => {
  expect(phasesOf('story').map((phase) => phase.name)).toEqual([
    'reddit',
    'director',
    'production',
    'assembly',
  ])
  expect(phasesOf('story').map((phase) => phase.name)).toEqual([...DEFAULT_PHASE_ORDER])
  for (const workflow of ['two_girl_reddit_story', '', '__proto__', 'Show']) {
    expect(phasesOf(workflow)).toEqual(phasesOf('story'))
  }
})

test('a show has its eight steps in order, three of them per character', () => {
  expect(phasesOf('show').map(({ name, label, perSubject }) => [name, label, perSubject])).toEqual([
    ['show-generation', 'Show Blueprint', false],
    ['character-seeds', 'Character Seeds', false],
    ['character-dossier', 'Character Dossiers', true],
    ['portrait', 'Portraits', true],
    ['video', 'Character Videos', true],
    ['portrait-grid', 'Portrait Grid', false],
    ['library-poster', 'Show Poster', false],
    ['trailer', 'Trailer', false],
  ])
})

test.each([
  ['library-poster', 'Show Poster'],
  ['two_girl-intro', 'Two girl intro'],
  ['élan', 'Élan'],
  ['--', '--'],
  ['', ''],
  ['constructor', 'Constructor'],
])('the phase %j is labelled %j', (name, label) => {
  expect(labelOf(name)).toBe(label)
})

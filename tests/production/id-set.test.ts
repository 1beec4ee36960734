import { expect, test } from 'vitest'
import { IdSet } from '../../src/production/id-set.ts'

test('an id is new once', () => {
  const ids = new IdSet()
  expect([ids.add('a'), ids.add('b'), ids.add('a'), ids.has('b'), ids.has('c'), ids.size]).toEqual([
    true,
    true,
    false,
    true,
    false,
    2,
  ])
})

test('three hundred thousand ids of a kind are told apart, also from as many that are not in the set', () => {
  const ids = new IdSet()
  const count = 300_000
  for (let index = 0; index < count; index++) ids.add(`segment-${index}`)
  expect(ids.size).toBe(count)
  let wrong = 0
  for (let index = 0; index < count; index++) {
    if (!ids.has(`segment-${index}`) || ids.has(`scene-${index}`)) wrong += 1
  }
  expect(wrong).toBe(0)
})

test('ids that differ in one letter, in order or in length are different', () => {
  const ids = new IdSet()
  const alike = ['', 'a', 'aa', 'ab', 'ba', 'A', ' a', 'a ', 'á', 'a\u0000', '__proto__', '🎬', '🎭']
  expect(alike.map((id) => ids.add(id))).toEqual(alike.map(() => true))
})

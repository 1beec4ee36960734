import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ProgressTracker } from 'story-monitor'
import { tasksSchema } from 'story-monitor/contract'
import { expect, test } from 'vitest'
import { progressIn } from '../support/story.ts'
import { temporaryFolder } from '../support/temporary.ts'

const tasksIn = (folder: string) =>
  tasksSchema.parse(JSON.parse(readFileSync(join(folder, '_tasks.json'), 'utf8'))).tasks

test('items of the same name have a task each, and the phase reaches its total', async () => {
  const folder = temporaryFolder()
  using tracker = new ProgressTracker(folder, { workflow: 'show' })
  const names = ['alice', 'bob', 'alice', 'alice (2)', 'alice']
  expect(await tracker.mapTasks('portrait', names, (_, task) => task.id)).toHaveLength(5)
  tracker.close()
  expect(tasksIn(folder).map((task) => task.character_id)).toEqual([
    'alice',
    'bob',
    'alice (2)',
    'alice (2) (2)',
    'alice (3)',
  ])
  expect(progressIn(folder).phase_progress?.['portrait']).toEqual({ complete: 5, total: 5 })
})

test('all failures are thrown together, whatever was thrown', async () => {
  const folder = temporaryFolder()
  using tracker = new ProgressTracker(folder, { workflow: 'show' })
  const work = (name: string) => Promise.reject(name === 'alice' ? new Error('blurred') : undefined)
  const failure: unknown = await tracker.mapTasks('portrait', ['alice', 'bob'], work).catch((error) => error)
  expect(failure).toBeInstanceOf(AggregateError)
  expect(failure).toMatchObject({
    message: '2 of 2 tasks of portrait failed: blurred; no reason given',
    errors: [new Error('blurred'), undefined],
  })
  tracker.close()
  expect(tasksIn(folder).map((task) => task.error)).toEqual(['blurred', 'no reason given'])
})

const draw = () => 1

for (const [what, args, message] of [
  ['no items', ['portrait', null, draw], /`items`.*iterable.*null/],
  ['a text for items', ['portrait', 'alice', draw], /`items`.*"alice"/],
  ['no function', ['portrait', ['alice']], /`work` to be a function/],
  ['an empty type', [' ', ['alice'], draw], /`type`/],
  ['no options', ['portrait', ['alice'], draw, null], /`options` to be an object, got null/],
  ['a concurrency of 0', ['portrait', ['alice'], draw, { concurrency: 0 }], /`options.concurrency`.*got 0/],
  ['a part of one at once', ['portrait', ['alice'], draw, { concurrency: 1.5 }], /`options.concurrency`/],
  [
    'an option that is none',
    ['portrait', ['alice'], draw, { concurency: 2 }],
    /`options.concurency`.*left out/,
  ],
  [
    'a name that is no function',
    ['portrait', ['alice'], draw, { characterId: 'id' }],
    /`options.characterId`/,
  ],
  ['items that have no name', ['portrait', ['alice', {}], draw], /`options.characterId`.*no id/],
  ['a name that is empty', ['portrait', ['alice'], draw, { characterId: () => '' }], /characterId of item 0/],
  ['a label that is no text', ['portrait', ['alice'], draw, { label: () => 7 }], /label of item 0.*got 7/],
] satisfies [string, unknown[], RegExp][]) {
  test(`mapTasks with ${what} is refused before anything starts`, async () => {
    const folder = temporaryFolder()
    using tracker = new ProgressTracker(folder, { workflow: 'show' })
    await expect(Reflect.apply(tracker.mapTasks, tracker, args)).rejects.toThrow(message)
    await expect(Reflect.apply(tracker.mapTasks, tracker, args)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    })
    expect(() => progressIn(folder)).toThrow('ENOENT')
  })
}

test('a patch can not make a task another one', () => {
  using tracker = new ProgressTracker(temporaryFolder(), { workflow: 'show' })
  const id = tracker.addTask({ type: 'portrait', characterId: 'alice' })
  const update = (patch: object) => () => Reflect.apply(tracker.updateTask, tracker, [id, patch])
  for (const key of ['id', 'type', 'showId', 'characterId']) {
    expect(update({ [key]: 'other', progress: 3 })).toThrow(
      new RegExp(`patch.${key}.*remove it and add another`),
    )
  }
  expect(update({ metadata: 'seed 7' })).toThrow(/`metadata` to be an object, got "seed 7"/)
  expect(update({ metadata: ['seed'] })).toThrow(/`metadata` to be an object, got an array/)
  expect(update({ metadata: new Date() })).toThrow(/`metadata` to be an object that JSON can hold/)
  expect(update({ outputUrl: ' \n' })).toThrow(/`outputUrl`/)
  expect(update({ metadata: { seed: 7 }, outputUrl: 'a.png', type: undefined })).not.toThrow()
})

test('a story without phases is refused', () => {
  expect(() => new ProgressTracker(temporaryFolder(), { phaseNames: [] })).toThrow(
    /`phaseNames` to be left out, or an array of one name at least/,
  )
})

for (const [entry, message] of [
  [{ name: 'a', perSubject: 'y' }, /`phaseNames\[0\].perSubject` to be true or false, got "y"/],
  [{ name: 'a', lable: 'A' }, /`phaseNames\[0\].lable`.*left out: there are name, label, icon, perSubject/],
] as const) {
  test(`a phase ${JSON.stringify(entry)} is refused`, () => {
    const make = () => Reflect.construct(ProgressTracker, [temporaryFolder(), { phaseNames: [entry] }])
    expect(make).toThrow(message)
  })
}

test('a task with a key that no task has, or with the id of another one, is refused and starts nothing', () => {
  const folder = temporaryFolder()
  using tracker = new ProgressTracker(folder, { workflow: 'show' })
  const add = (task: object) => () => Reflect.apply(tracker.addTask, tracker, [task])
  expect(add({ type: 'portrait', charId: 'alice' })).toThrow(/`task.charId`.*characterId/)
  expect(add({ type: 'portrait', stepNumber: '4' })).toThrow(/`task.stepNumber`/)
  expect(add({ type: 'portrait', metadata: { text: 'x'.repeat(64 * 1024) } })).toThrow(
    /`metadata` to be at most 65536 bytes as JSON/,
  )
  expect(() => progressIn(folder)).toThrow('ENOENT')
  const id = tracker.addTask({ type: 'portrait', characterId: 'alice', id: 'mine' })
  expect(add({ type: 'portrait', characterId: 'bob', id })).toThrow(/`id` to be of no task with another/)
  expect(add({ type: 'portrait', characterId: 'alice', id, progress: 4 })).not.toThrow()
  const update = () => Reflect.apply(tracker.updateTask, tracker, [id, { progres: 4 }])
  expect(update).toThrow(/`patch.progres`.*progress/)
  tracker.close()
  expect(tasksIn(folder)).toHaveLength(1)
})

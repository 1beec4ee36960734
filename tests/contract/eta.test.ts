import fc from 'fast-check'
import { pastError, phaseEta, totalEta } from 'story-monitor/contract'
import { expect, test } from 'vitest'

const nothing = { taskSeconds: [], earlierSeconds: [] }

test('a phase with too few pieces and no past has no forecast', () => {
  expect(
    phaseEta({ status: 'running', elapsedSeconds: 20, complete: 2, total: 9, ...nothing }),
  ).toBeUndefined()
  expect(phaseEta({ status: 'pending', ...nothing, earlierSeconds: [40] })).toBeUndefined()
})

test('a phase goes on at its pace', () => {
  const eta = phaseEta({
    status: 'running',
    elapsedSeconds: 30,
    complete: 3,
    total: 9,
    ...nothing,
    taskSeconds: [10, 10, 10],
  })
  expect(eta).toEqual({ seconds: 60, lowSeconds: 54, highSeconds: 66 })
})

test('a task that takes longer than any that finished widens the range, and one that hangs takes it back', () => {
  const after = (oldestActiveSeconds: number) =>
    phaseEta({
      status: 'running',
      elapsedSeconds: 30,
      complete: 9,
      total: 10,
      ...nothing,
      earlierSeconds: [40, 50],
      taskSeconds: [3, 4, 3],
      oldestActiveSeconds,
    })
  expect(after(4)).toEqual(after(0))
  expect(after(11)).toMatchObject({ lowSeconds: after(0)?.lowSeconds, highSeconds: 11 })
  expect(after(60)).toBeUndefined()
})

test('uneven pieces widen the range', () => {
  const even = phaseEta({
    status: 'running',
    elapsedSeconds: 30,
    complete: 3,
    total: 9,
    ...nothing,
    taskSeconds: [10, 10, 10],
  })
  const uneven = phaseEta({
    status: 'running',
    elapsedSeconds: 30,
    complete: 3,
    total: 9,
    ...nothing,
    taskSeconds: [1, 4, 25],
  })
  expect(uneven?.highSeconds).toBeGreaterThan(even?.highSeconds ?? Number.NaN)
  expect(uneven?.seconds).toBe(even?.seconds)
})

test('a phase without counts goes by its earlier runs, less what has elapsed', () => {
  const eta = phaseEta({ status: 'running', elapsedSeconds: 10, ...nothing, earlierSeconds: [50, 30, 40] })
  expect(eta).toEqual({ seconds: 30, lowSeconds: 22, highSeconds: 38 })
})

test('what is over needs nothing more', () => {
  for (const status of ['done', 'skipped', 'error']) expect(phaseEta({ status, ...nothing })?.seconds).toBe(0)
})

test('the whole is known only when every phase is', () => {
  const one = { seconds: 10, lowSeconds: 7, highSeconds: 14 }
  expect(totalEta([one, undefined])).toBeUndefined()
  expect(totalEta([one, one])).toEqual({
    seconds: 20,
    lowSeconds: 20 - Math.sqrt(18),
    highSeconds: 20 + Math.sqrt(32),
  })
})

test('a range always holds its middle and never goes below zero', () => {
  const seconds = fc.double({ min: 0, max: 1e6, noNaN: true })
  fc.assert(
    fc.property(
      fc.record({
        status: fc.constantFrom('pending', 'running'),
        elapsedSeconds: seconds,
        complete: fc.nat(50),
        total: fc.nat(50),
        taskSeconds: fc.array(seconds, { maxLength: 20 }),
        earlierSeconds: fc.array(seconds, { maxLength: 20 }),
      }),
      (evidence) => {
        const eta = phaseEta(evidence)
        if (eta === undefined) return
        expect(eta.lowSeconds).toBeGreaterThanOrEqual(0)
        expect(eta.seconds).toBeGreaterThanOrEqual(eta.lowSeconds)
        expect(eta.highSeconds).toBeGreaterThanOrEqual(eta.seconds)
      },
    ),
  )
})

test('the past error is the median of the last twenty, and needs three', () => {
  const hit = { predicted: 10, actual: 10 }
  expect(pastError([hit, hit])).toBeUndefined()
  expect(pastError([hit, { predicted: 12, actual: 10 }, { predicted: 5, actual: 10 }])).toEqual({
    error: 0.2,
    samples: 3,
  })
  const old = Array.from({ length: 30 }, () => ({ predicted: 100, actual: 1 }))
  expect(pastError([...old, ...Array.from({ length: 20 }, () => hit)])).toEqual({ error: 0, samples: 20 })
})

test('a phase that takes longer than most did is expected to take as long as the longest, then has no forecast', () => {
  const at = (elapsedSeconds: number) =>
    phaseEta({ status: 'running', elapsedSeconds, ...nothing, earlierSeconds: [50, 30, 40, 90, 100] })
  expect(at(45)?.seconds).toBe(45)
  expect(at(60)?.seconds).toBe(35)
  expect(at(60)?.lowSeconds).toBeGreaterThan(0)
  expect(at(95)).toBeUndefined()
  expect(at(400)).toBeUndefined()
})

test('the last piece that does not come moves the end on, and when all are there the pace says nothing more', () => {
  const at = (elapsedSeconds: number, complete: number) =>
    phaseEta({ status: 'running', elapsedSeconds, complete, total: 5, ...nothing })
  expect(at(40, 4)?.seconds).toBe(10)
  expect(at(400, 4)?.seconds).toBe(100)
  expect(at(50, 5)).toBeUndefined()
})

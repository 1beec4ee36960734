import { expect, test } from 'vitest'
import { Forecast } from '../../src/production/eta.ts'
import { KINDS, simulate } from '../bench/production/eta-simulation.ts'

test('nothing is forecast before two segments are finished, and nothing is left after the last', () => {
  const forecast = new Forecast()
  forecast.add(10)
  expect(forecast.rest(5)).toBeUndefined()
  expect(forecast.rest(0)).toEqual({ seconds: 0, low: 0, high: 0 })
})

test('equal segments give an exact forecast', () => {
  const forecast = new Forecast()
  for (let index = 0; index < 50; index++) forecast.add(60)
  expect(forecast.rest(10)).toEqual({ seconds: 600, low: 600, high: 600 })
})

test('a run that slows down is not forecast by its mean', () => {
  const forecast = new Forecast()
  for (let index = 0; index < 100; index++) forecast.add(60 + index)
  // 160 to 259 seconds are to come; the mean so far is 109.5.
  const rest = forecast.rest(100)
  expect(rest?.seconds).toBeGreaterThan(19_500)
  expect(rest?.seconds).toBeLessThan(22_500)
})

test.each(KINDS)(
  'on simulated %s runs the true end lies inside the range, and the middle beats the peers',
  (kind) => {
    const { inside, error, meanError, emaError } = simulate(kind, 40)
    expect(inside).toBeGreaterThanOrEqual(0.8)
    expect(error).toBeLessThanOrEqual(meanError * 1.05)
    expect(error).toBeLessThan(emaError)
  },
)

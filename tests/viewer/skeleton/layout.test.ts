import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Layout } from '../../../viewer/src/skeleton/layout.ts'

const layoutOf = (kinds: number[], measured = new Map<number, number>()) =>
  new Layout(
    { ids: Float64Array.from(kinds, (_, index) => index + 1), kinds: Uint8Array.from(kinds) },
    measured,
  )

describe('where rows stand', () => {
  it('moves what is below a row that turned out higher, and nothing above it', () => {
    const layout = layoutOf([0, 1, 1, 1])
    const before = [0, 1, 2, 3, 4].map((index) => layout.offsetAt(index))
    layout.measure(1, layout.heightAt(1) + 40)
    const moved = [0, 1, 2, 3, 4].map((index) => layout.offsetAt(index) - (before[index] ?? 0))
    expect(moved).toEqual([0, 0, 40, 40, 40])
    expect(layout.total).toBe(layout.offsetAt(4))
  })

  it('remembers a measured row in the next version, wherever it stands there', () => {
    const measured = new Map<number, number>()
    layoutOf([0, 1, 1], measured).measure(2, 512)
    const next = new Layout({ ids: Float64Array.of(3, 1, 2), kinds: Uint8Array.of(1, 0, 1) }, measured)
    expect(next.heightAt(0)).toBe(512)
    expect(next.indexOf(3)).toBe(0)
    expect(next.indexOf(99)).toBe(-1)
  })

  it('guesses the height of a row by those of its kind that were measured', () => {
    const measured = new Map([1, 2, 3, 4, 5].map((id) => [id, 300]))
    expect(layoutOf([1, 1, 1, 1, 1, 1, 0], measured).heightAt(5)).toBe(300)
  })

  it('finds the row at any height', () => {
    const heights = fc.array(fc.integer({ min: 1, max: 2000 }), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(heights, fc.double({ min: 0, max: 1, noNaN: true }), (rows, part) => {
        const layout = layoutOf(rows.map(() => 1))
        for (const [index, height] of rows.entries()) layout.measure(index, height)
        const height = part * (layout.total - 0.001)
        const index = layout.indexAt(height)
        expect(layout.offsetAt(index)).toBeLessThanOrEqual(height)
        expect(layout.offsetAt(index + 1)).toBeGreaterThan(height)
      }),
    )
  })

  it('has an answer for an empty list', () => {
    const layout = layoutOf([])
    expect([layout.total, layout.indexAt(100), layout.idAt(0)]).toEqual([0, 0, -1])
  })
})

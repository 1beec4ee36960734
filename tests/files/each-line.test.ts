import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cutTornLine, eachJsonLine } from '../../src/files/index.ts'
import { temporaryFolder } from '../support/temporary.ts'

const file = (text: string | Buffer) => {
  const path = join(temporaryFolder('lines'), 'lines.jsonl')
  writeFileSync(path, text)
  return path
}

const valuesOf = (path: string) => {
  const values: unknown[] = []
  const { skipped } = eachJsonLine(path, (value) => values.push(value))
  return { values, skipped }
}

test('each line is handed over in order, and what is no JSON is counted', () => {
  expect(valuesOf(file('{"a":1}\nnonsense\n\n2\n"torn'))).toEqual({ values: [{ a: 1 }, 2], skipped: 2 })
})

test('a file that is not there has no lines and nothing to repair', () => {
  const path = join(temporaryFolder('lines'), 'none.jsonl')
  expect(valuesOf(path)).toEqual({ values: [], skipped: 0 })
  expect(cutTornLine(path)).toBe(0)
})

test('lines and letters that lie across two pieces stay whole', () => {
  const lines = Array.from({ length: 3000 }, (_, index) => ({
    index,
    text: 'é世🎬'.repeat(100 + (index % 7)),
  }))
  const path = file(`${lines.map((line) => JSON.stringify(line)).join('\n')}\n`)
  expect(readFileSync(path).length).toBeGreaterThan(2 * 1024 * 1024)
  expect(valuesOf(path)).toEqual({ values: lines, skipped: 0 })
})

test('a torn last line is cut off, and the next line stands on its own', () => {
  const path = file('{"id":1}\n{"id":2}\n{"id":3,"sta')
  expect(cutTornLine(path)).toBe(12)
  appendFileSync(path, '{"id":4}\n')
  expect(valuesOf(path)).toEqual({ values: [{ id: 1 }, { id: 2 }, { id: 4 }], skipped: 0 })
})

test('a whole last line without its line end stays', () => {
  const path = file('{"id":1}\n{"id":2}')
  expect(cutTornLine(path)).toBe(0)
  expect(valuesOf(path).values).toEqual([{ id: 1 }, { id: 2 }])
})

test('the zero bytes that a power cut leaves are cut off, however many', () => {
  const path = file(Buffer.concat([Buffer.from('{"id":1}\n'), Buffer.alloc(3 * 1024 * 1024)]))
  expect(cutTornLine(path)).toBe(3 * 1024 * 1024)
  expect(readFileSync(path, 'utf8')).toBe('{"id":1}\n')
})

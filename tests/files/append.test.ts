import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { appendLine, flushFile, readJsonLines } from '../../src/files/index.ts'
import { temporaryFolder } from '../support/temporary.ts'

test('lines are appended in order, and the file is made with the first', () => {
  const path = join(temporaryFolder(), 'lines')
  appendLine(path, 'one')
  appendLine(path, 'two Ω', { flush: true })
  expect(readFileSync(path, 'utf8')).toBe('one\ntwo Ω\n')
})

test('a torn last line is ended, so that it takes no other line with it', () => {
  const path = join(temporaryFolder(), 'history.jsonl')
  writeFileSync(path, '{"seq":1}\n{"seq":2,"na')
  appendLine(path, '{"seq":3}')
  appendLine(path, '{"seq":4}')
  expect(readFileSync(path, 'utf8')).toBe('{"seq":1}\n{"seq":2,"na\n{"seq":3}\n{"seq":4}\n')
  expect(readJsonLines(path)).toEqual({ values: [{ seq: 1 }, { seq: 3 }, { seq: 4 }], skipped: 1 })
})

test('past its limit a file is set aside once, and the one before it goes', () => {
  const path = join(temporaryFolder(), 'history.jsonl')
  const line = 'x'.repeat(49)
  for (let count = 0; count < 3; count += 1) appendLine(path, line, { rotateBytes: 100 })
  expect(statSync(`${path}.1`).size).toBe(150)
  expect(statSync(path, { throwIfNoEntry: false })).toBeUndefined()
  appendLine(path, 'next', { rotateBytes: 100 })
  expect(readFileSync(path, 'utf8')).toBe('next\n')
  for (let count = 0; count < 2; count += 1) appendLine(path, line, { rotateBytes: 100 })
  expect(readFileSync(`${path}.1`, 'utf8')).toMatch(/^next\n/)
})

test('an append that fails says where and why', () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'lines'))
  expect(() => appendLine(join(folder, 'lines'), 'one')).toThrow(
    expect.objectContaining({
      code: 'WRITE_FAILED',
      message: `Can't append to ${join(folder, 'lines')}: it is a folder (EISDIR).`,
    }),
  )
})

test('a flush changes nothing in the file, and one that fails says where and why', () => {
  const path = join(temporaryFolder(), 'lines')
  appendLine(path, 'one')
  flushFile(path)
  expect(readFileSync(path, 'utf8')).toBe('one\n')
  expect(() => flushFile(`${path}-missing`)).toThrow(/Can't flush .*lines-missing to the disk: .*\(ENOENT\)/)
})

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseJson, readJsonFile, readJsonLines } from '../../src/files/index.ts'
import { temporaryFolder } from '../support/temporary.ts'

function fileWith(content: string | Uint8Array): string {
  const path = join(temporaryFolder(), 'state.json')
  writeFileSync(path, content)
  return path
}

test('a JSON file is read, and one that is not there is undefined', () => {
  expect(readJsonFile(fileWith('{"a":[1,null,"ü"]}'))).toEqual({ value: { a: [1, null, 'ü'] } })
  expect(readJsonFile(fileWith('null'))).toEqual({ value: null })
  expect(readJsonFile(join(temporaryFolder(), 'absent.json'))).toBeUndefined()
})

test.each([
  { what: 'an empty file', content: '', why: /it is empty/ },
  { what: 'a file of spaces', content: ' \n', why: /Unexpected end/ },
  {
    what: 'a truncated file',
    content: '{"phases": {"reddit": "do',
    why: /Unterminated string|Unexpected end/,
  },
  { what: 'a word', content: 'hello', why: /Unexpected token/ },
  { what: 'Latin-1', content: Buffer.from('{"title":"caf\xe9"}', 'latin1'), why: /it is not UTF-8/ },
  { what: 'UTF-16', content: Buffer.from('\ufeff{"a":1}', 'utf16le'), why: /it is not UTF-8/ },
  { what: 'a cut character', content: Buffer.from('{"a":"🎬"}').subarray(0, 8), why: /it is not UTF-8/ },
])('$what is malformed, and the error names the file and the reason', ({ content, why }) => {
  const path = fileWith(content)
  expect(() => readJsonFile(path)).toThrow(
    expect.objectContaining({ name: 'StoryMonitorError', code: 'MALFORMED' }),
  )
  expect(() => readJsonFile(path)).toThrow(path)
  expect(() => readJsonFile(path)).toThrow(why)
})

test('a byte order mark is passed over', () => {
  expect(readJsonFile(fileWith('\ufeff{"a":1}'))).toEqual({ value: { a: 1 } })
})

test('a key that is called __proto__ is a key like any other', () => {
  const value = parseJson(Buffer.from('{"__proto__":{"polluted":true}}'), 'x.json')
  expect(Object.keys(Object(value))).toEqual(['__proto__'])
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
  expect(Reflect.get({}, 'polluted')).toBeUndefined()
})

test('100,000 brackets in each other are read or refused, and end nothing', () => {
  const depth = 100_000
  const deep = `${'['.repeat(depth)}${']'.repeat(depth)}`
  let value: unknown = readJsonFile(fileWith(deep))?.value
  let levels = 0
  for (; Array.isArray(value); levels += 1) value = value[0]
  expect(levels).toBe(depth)
  expect(() => readJsonFile(fileWith('['.repeat(depth)))).toThrow(
    expect.objectContaining({ code: 'MALFORMED' }),
  )
})

test('a limit on the size is kept', () => {
  expect(() => readJsonFile(fileWith('[1,2,3]'), { maxBytes: 3 })).toThrow(
    expect.objectContaining({ code: 'TOO_LARGE' }),
  )
})

test('lines of JSON are read in order; a torn last line and strays are counted and left out', () => {
  const path = fileWith('{"seq":1}\r\n\nnonsense\n{"seq":2}\n{"seq":')
  expect(readJsonLines(path)).toEqual({ values: [{ seq: 1 }, { seq: 2 }], skipped: 2 })
})

test('no file has no lines', () => {
  expect(readJsonLines(join(temporaryFolder(), 'absent.jsonl'))).toEqual({ values: [], skipped: 0 })
})

test.each([
  ['{\n  "a": oops\n}', 2, 8],
  ['{\n  "a": 1,\n}', 3, 1],
  ['[1, 2\n3]', 2, 1],
  ['{"a" 1}', 1, 6],
  ['{"a": [true, {"b": "x\ty"}]}', 1, 22],
  ['{"a": "say \\"no\\" \\x"}', 1, 19],
  ['{"a": 1} more', 1, 10],
  ['{"a": [1, {"b": 2}', 1, 19],
])('the fault in %j is at its line and column', (text, line, column) => {
  expect(() => parseJson(Buffer.from(text), 'x.json')).toThrow(`(line ${line}, column ${column}).`)
  expect(() => parseJson(Buffer.from(text), 'x.json')).not.toThrow(/position/)
})

test('nesting without end is a fault like any other', () => {
  expect(() => parseJson(Buffer.from('['.repeat(200_000)), 'x.json')).toThrow(/line 1/)
})

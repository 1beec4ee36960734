import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readInside } from '../../src/files/index.ts'
import { temporaryFolder } from '../support/temporary.ts'

test('a file inside is read whole, with the stamp of that version', () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'one'))
  writeFileSync(join(folder, 'one', '_progress.json'), '{}')
  const file = readInside(folder, 'one/_progress.json')
  expect([file?.bytes.toString(), file?.stamp.size]).toEqual(['{}', 2n])
})

test('what is missing, hidden, outside or no file is not there', () => {
  const folder = temporaryFolder()
  const outside = join(temporaryFolder(), 'secret.json')
  writeFileSync(outside, 'canary')
  writeFileSync(join(folder, '.env'), 'canary')
  symlinkSync(outside, join(folder, 'link.json'))
  mkdirSync(join(folder, 'one'))
  for (const path of ['missing.json', '.env', 'link.json', 'one', '../secret.json', outside]) {
    expect([path, readInside(folder, path)]).toEqual([path, undefined])
  }
})

test('a file above the limit is refused', () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'long.json'), '')
  truncateSync(join(folder, 'long.json'), 1001)
  expect(() => readInside(folder, 'long.json', { maxBytes: 1000 })).toThrow(/is not read/)
})

import { mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isFolder, makeFolder } from '../../src/files/index.ts'
import { temporaryFolder } from '../support/temporary.ts'

test('a folder is made with those above it, and one that exists is fine', () => {
  const path = join(temporaryFolder(), 'a', 'b', 'c')
  makeFolder(path)
  expect(statSync(path).isDirectory()).toBe(true)
  makeFolder(path)
})

test('a link to a folder is a folder', () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'real'))
  symlinkSync('real', join(folder, 'link'))
  expect(isFolder(join(folder, 'link'))).toBe(true)
  makeFolder(join(folder, 'link', 'below'))
  expect(isFolder(join(folder, 'real', 'below'))).toBe(true)
})

test('a file in the place of a folder, or on the way to it, is named', () => {
  const file = join(temporaryFolder(), 'file')
  writeFileSync(file, '')
  for (const path of [file, join(file, 'below'), join(file, 'far', 'below')]) {
    expect(() => makeFolder(path)).toThrow(expect.objectContaining({ code: 'NOT_A_FOLDER' }))
    expect(() => makeFolder(path)).toThrow(file)
  }
  expect(() => isFolder(file)).toThrow(/is not a folder\. Give the folder of a story\.$/)
  expect(isFolder(join(file, '..', 'absent'))).toBe(false)
})

test('a folder that the system refuses to make is an error, not an endless try', () => {
  expect(() => makeFolder('/proc/1/no/such/story')).toThrow(
    expect.objectContaining({ name: 'StoryMonitorError' }),
  )
  expect(() => makeFolder('/proc/story')).toThrow(expect.objectContaining({ code: 'WRITE_FAILED' }))
})

test('a dangling link in the place of a folder is an error that names it', () => {
  const folder = temporaryFolder()
  symlinkSync('nowhere', join(folder, 'dangling'))
  expect(() => makeFolder(join(folder, 'dangling'))).toThrow(join(folder, 'dangling'))
})

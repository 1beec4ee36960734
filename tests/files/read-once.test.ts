import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readFileOnce, sameStamp, stampOf, writeFileAtomic } from '../../src/files/index.ts'
import { childProgram } from '../support/child-program.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { until } from '../support/until.ts'

test('a file is read whole, with the stamp of that version', () => {
  const path = join(temporaryFolder(), 'state.json')
  writeFileSync(path, 'x'.repeat(70_000))
  const file = readFileOnce(path)
  expect(file?.bytes.toString()).toBe('x'.repeat(70_000))
  expect(sameStamp(file?.stamp, stampOf(path))).toBe(true)
  writeFileAtomic(path, 'y')
  expect(sameStamp(file?.stamp, stampOf(path))).toBe(false)
})

test('an empty file is read as no bytes', () => {
  const path = join(temporaryFolder(), 'empty')
  writeFileSync(path, '')
  expect(readFileOnce(path)?.bytes.length).toBe(0)
})

test('what is not there reads as nothing, and has no stamp', () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'file'), '')
  symlinkSync('nowhere', join(folder, 'dangling'))
  for (const name of ['absent', 'absent/below', 'file/below', 'dangling']) {
    expect(readFileOnce(join(folder, name)), name).toBeUndefined()
    expect(stampOf(join(folder, name)), name).toBeUndefined()
  }
  expect(sameStamp(undefined, undefined)).toBe(false)
})

test('a folder is refused with its name', () => {
  const path = join(temporaryFolder(), 'folder')
  mkdirSync(path)
  expect(() => readFileOnce(path)).toThrow(
    expect.objectContaining({ code: 'MALFORMED', message: `${path} is not a regular file.` }),
  )
})

test('a FIFO that nobody writes is refused at once', async () => {
  const program = await childProgram('tests/files/children/read.ts')
  const path = join(temporaryFolder(), 'fifo')
  execFileSync('mkfifo', [path])
  const reader = spawnSync(process.execPath, [program, path], { encoding: 'utf8', timeout: 20_000 })
  expect(reader.stdout).toBe(`MALFORMED: ${path} is not a regular file.`)
})

test('a path that the system does not take is told with the reason', () => {
  const folder = temporaryFolder()
  symlinkSync('loop', join(folder, 'loop'))
  expect(() => readFileOnce(join(folder, 'loop'))).toThrow(/too many symbolic links \(ELOOP\)/)
  expect(() => readFileOnce(join(folder, 'x'.repeat(300)))).toThrow(/the name is too long \(ENAMETOOLONG\)/)
  expect(() => readFileOnce(join(folder, 'a\0b'))).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
})

test('a file past the limit is refused by its size, before anything of it is read', () => {
  const path = join(temporaryFolder(), 'huge')
  writeFileSync(path, '')
  truncateSync(path, 300 * 1024 * 1024)
  expect(() => readFileOnce(path)).toThrow(
    expect.objectContaining({
      code: 'TOO_LARGE',
      message: expect.stringContaining('has 300 MB; more than 256 MB'),
    }),
  )
})

test('the limit counts what is read, also where the system tells no size', () => {
  const path = join(temporaryFolder(), 'state')
  writeFileSync(path, '0123456789')
  expect(readFileOnce(path, { maxBytes: 10 })?.bytes.length).toBe(10)
  expect(() => readFileOnce(path, { maxBytes: 9 })).toThrow(expect.objectContaining({ code: 'TOO_LARGE' }))
  // /proc files have size 0 and contents.
  expect(readFileOnce('/proc/version')?.bytes.toString()).toBe(readFileSync('/proc/version', 'utf8'))
  expect(() => readFileOnce('/proc/self/status', { maxBytes: 100 })).toThrow(
    expect.objectContaining({ code: 'TOO_LARGE' }),
  )
})

test('a file that grows while it is read gives what was there at some moment', async () => {
  const path = join(temporaryFolder(), 'growing')
  writeFileSync(path, '')
  const writer = spawn('sh', ['-c', 'while :; do printf 0123456789 >> "$1"; done', 'sh', path])
  onTestFinished(() => {
    writer.kill('SIGKILL')
  })
  const lengths: number[] = []
  await until('200 looks at a growing file', () => {
    const text = readFileOnce(path)?.bytes.toString() ?? ''
    expect(text).toBe('0123456789'.repeat(text.length / 10))
    if (text.length !== lengths.at(-1)) lengths.push(text.length)
    for (let look = 0; look < 20; look += 1) lengths.push(readFileOnce(path)?.bytes.length ?? -1)
    return lengths.length > 200 && new Set(lengths).size > 5
  })
  expect(lengths).toEqual(lengths.toSorted((one, other) => one - other))
})

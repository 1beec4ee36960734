import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { sameStamp, stampOf, writeFileAtomic } from '../../src/files/index.ts'
import { childProgram } from '../support/child-program.ts'
import { temporaryFolder } from '../support/temporary.ts'

test('a file is replaced whole, and nothing else is left in its folder', () => {
  const folder = temporaryFolder()
  const path = join(folder, 'state.json')
  writeFileAtomic(path, 'a long first version')
  writeFileAtomic(path, 'short')
  expect(readFileSync(path, 'utf8')).toBe('short')
  expect(readdirSync(folder)).toEqual(['state.json'])
})

test('text is written as UTF-8 and bytes as they are, flushed or not', () => {
  const path = join(temporaryFolder(), 'state')
  writeFileAtomic(path, 'Ω🎬\ud800')
  expect(readFileSync(path, 'utf8')).toBe('Ω🎬\ufffd')
  writeFileAtomic(path, new Uint8Array([0, 255, 10]), { flush: true })
  expect([...readFileSync(path)]).toEqual([0, 255, 10])
  writeFileAtomic(path, '')
  expect(readFileSync(path).length).toBe(0)
})

test('the stamp that is returned is the stamp of the file that stands there', () => {
  const path = join(temporaryFolder(), 'state.json')
  const first = writeFileAtomic(path, 'one')
  expect(sameStamp(first, stampOf(path))).toBe(true)
  const second = writeFileAtomic(path, 'two')
  expect(sameStamp(second, stampOf(path))).toBe(true)
  expect(sameStamp(first, second)).toBe(false)
})

test('a new file has the rights that the umask gives, and a replaced one keeps its own', () => {
  const folder = temporaryFolder()
  const plain = join(folder, 'plain.json')
  writeFileSync(plain, '')
  const path = join(folder, 'state.json')
  writeFileAtomic(path, 'one')
  expect(statSync(path).mode).toBe(statSync(plain).mode)
  for (const mode of [0o600, 0o664]) {
    chmodSync(path, mode)
    writeFileAtomic(path, 'two')
    expect(statSync(path).mode & 0o777).toBe(mode)
  }
})

test('a write that fails says what, where and why, and takes its temp file away', () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'state.json', 'full'), { recursive: true })
  expect(() => writeFileAtomic(join(folder, 'state.json'), 'new')).toThrow(
    expect.objectContaining({
      code: 'WRITE_FAILED',
      message: expect.stringContaining(join(folder, 'state.json')),
    }),
  )
  expect(readdirSync(folder)).toEqual(['state.json'])
  expect(() => writeFileAtomic(join(folder, 'absent', 'state.json'), 'new')).toThrow(/no such file or folder/)
})

test('a folder that may not be written is named in the error', async () => {
  const { write } = await withoutRights()
  expect(write).toMatch(
    /^WRITE_FAILED: .*state\.json: permission denied \(EACCES\)\. The file is as it was before\.$/,
  )
})

test('without rights nothing is written, made, locked or swept, and what may be read is read', async () => {
  const answers = await withoutRights()
  expect(answers['lock']).toMatch(/^WRITE_FAILED: Can't make the lock .*permission denied/)
  expect(answers['make']).toMatch(/^WRITE_FAILED: Can't make the folder .*permission denied/)
  expect(answers['secret']).toMatch(/^NOT_FOUND: Can't read .*secret\.json: permission denied/)
  expect(answers['read']).toBe('returned old')
  expect(answers['sweep']).toBe('returned 0')
  expect(answers['names']).toEqual(['secret.json', 'state.json'])
})

async function withoutRights(): Promise<{ [door: string]: unknown }> {
  const program = await childProgram('tests/files/children/without-rights.ts')
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'state.json'), 'old')
  writeFileSync(join(folder, 'secret.json'), 'secret', { mode: 0o000 })
  chmodSync(folder, 0o555)
  const answers: unknown = JSON.parse(execFileSync(process.execPath, [program, folder], { encoding: 'utf8' }))
  chmodSync(folder, 0o755)
  return Object(answers)
}

/** Two ways to run out of room: a full disk where this user may mount one, and a limit on the size of files anywhere. */
const waysToRunOut = [
  { way: 'a file size limit', limit: 'ulimit -f 64', cause: 'EFBIG', folder: temporaryFolder },
  ...(mayMount() ? [{ way: 'a full disk', limit: 'true', cause: 'ENOSPC', folder: smallDisk }] : []),
]

test.each(waysToRunOut)(
  '$way in the middle of a write leaves the old file and no temp file',
  async ({ limit, cause, folder }) => {
    const { told, names, text } = await writeTooMuch(folder(), limit, 'write')
    expect(told).toMatchObject({ code: 'WRITE_FAILED', cause })
    expect(text).toBe('{"version":"old"}')
    expect(names).toEqual(['state.json'])
  },
)

test.each(waysToRunOut)(
  '$way in the middle of an append is told to the caller, and leaves no part of the line',
  async ({ limit, cause, folder }) => {
    const { told, text } = await writeTooMuch(folder(), limit, 'append')
    expect(told).toMatchObject({ code: 'WRITE_FAILED', cause })
    expect(text).toBe('{"version":"old"}')
  },
)

async function writeTooMuch(folder: string, limit: string, how: string) {
  const program = await childProgram('tests/files/children/write-too-much.ts')
  const shell = spawnSync('sh', ['-c', `${limit}; exec "$@"`, 'sh', process.execPath, program, folder, how], {
    encoding: 'utf8',
  })
  expect(shell.stderr).toBe('')
  const answer: { told: unknown; names: string[]; text: string } = JSON.parse(shell.stdout)
  return answer
}

function mayMount(): boolean {
  const place = mkdtempSync(join(tmpdir(), 'story-monitor-mount-'))
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', place]).status === 0
  if (mounted) execFileSync('umount', ['-l', place])
  rmSync(place, { recursive: true })
  return mounted
}

function smallDisk(): string {
  const place = temporaryFolder('disk')
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', place])
  // Taken away before the folder below it is: what is registered last goes first.
  onTestFinished(() => {
    execFileSync('umount', ['-l', place])
  })
  return place
}

import { lutimesSync, readdirSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sweepOrphans, withLock } from '../../src/files/index.ts'
import { childProgram } from '../support/child-program.ts'
import { startProcess } from '../support/processes.ts'
import { temporaryFolder } from '../support/temporary.ts'

/** A folder with the temp file of a process, and that process: its name is what its lock tells. */
async function folderOfAnother() {
  const folder = temporaryFolder()
  const path = join(folder, 'state.json')
  const owner = startProcess(await childProgram('tests/files/children/hold-lock.ts'), [path])
  await owner.line()
  writeFileSync(join(folder, temporaryNameOf(readlinkSync(`${path}.lock`))), 'half')
  return { folder, owner }
}

const temporaryNameOf = (owner: string) =>
  `.state.json~${owner.split('~').slice(0, 3).join('~')}~0a1b2c3d4z.tmp`

function ownName(folder: string): string {
  return withLock(join(folder, 'x'), () => readlinkSync(join(folder, 'x.lock')))
}

const temporaries = (folder: string) => readdirSync(folder).filter((name) => name.endsWith('.tmp'))

test('the temp file of a dead process is removed', async () => {
  const { folder, owner } = await folderOfAnother()
  await owner.kill()
  expect(sweepOrphans(folder)).toBe(1)
  expect(temporaries(folder)).toEqual([])
  expect(sweepOrphans(folder)).toBe(0)
})

test('the temp files of live processes stay: they are in the middle of a write', async () => {
  const { folder } = await folderOfAnother()
  const own = temporaryNameOf(ownName(folder))
  writeFileSync(join(folder, own), 'half')
  expect(sweepOrphans(folder)).toBe(0)
  expect(temporaries(folder)).toHaveLength(2)
})

test('the temp file of another host stays for a day', () => {
  const folder = temporaryFolder()
  const name = temporaryNameOf('ffffff~1~')
  writeFileSync(join(folder, name), 'half')
  expect(sweepOrphans(folder)).toBe(0)
  const long = Date.now() / 1000 - 25 * 3600
  lutimesSync(join(folder, name), long, long)
  expect(sweepOrphans(folder)).toBe(1)
})

test('files of anybody else stay, whatever they are called', async () => {
  const { folder, owner } = await folderOfAnother()
  await owner.kill()
  sweepOrphans(folder)
  const names = [
    'a.tmp',
    '.a.tmp',
    '.a~b~c~d.tmp',
    '.a~ffffff~x~~1.tmp',
    '.state.json~ffffff~1~~1.tmp.png',
    '.env',
  ]
  for (const name of names) writeFileSync(join(folder, name), '')
  symlinkSync('/etc', join(folder, 'folder'))
  const before = readdirSync(folder)
  expect(sweepOrphans(folder)).toBe(0)
  expect(readdirSync(folder)).toEqual(before)
})

test('a folder that is not there has no orphans', () => {
  const folder = temporaryFolder()
  expect(sweepOrphans(join(folder, 'absent'))).toBe(0)
  writeFileSync(join(folder, 'file'), '')
  expect(sweepOrphans(join(folder, 'file'))).toBe(0)
})

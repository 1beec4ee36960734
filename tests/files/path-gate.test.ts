import { execFileSync, spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openInside, readInside, realPathInside } from '../../src/files/index.ts'
import { childProgram } from '../support/child-program.ts'
import { startProcess } from '../support/processes.ts'
import { temporaryFolder } from '../support/temporary.ts'

const CANARY = 'CANARY: nobody outside may read this'

/** A story folder with ways in, ways out, hidden places, and a canary all around it. */
function house() {
  const around = temporaryFolder('gate')
  const root = join(around, 'story')
  const outside = join(around, 'outside')
  for (const folder of [join(root, 'cards', 'deep'), join(root, '.git'), outside, join(around, 'story-2')]) {
    mkdirSync(folder, { recursive: true })
  }
  for (const path of ['cards/1.png', 'cards/deep/a b#?%2f.txt', 'top.txt', '...dots']) {
    writeFileSync(join(root, path), `inside ${path}`)
  }
  for (const path of [
    join(root, '.env'),
    join(root, '.git/config'),
    join(outside, 'file'),
    join(around, 'story-2/x'),
  ]) {
    writeFileSync(path, CANARY)
  }
  writeFileSync(join(around, 'canary'), CANARY)
  symlinkSync('cards/1.png', join(root, 'link-in'))
  symlinkSync('cards', join(root, 'folder-in'))
  symlinkSync('../outside/file', join(root, 'link-out'))
  symlinkSync(outside, join(root, 'folder-out'))
  symlinkSync('.env', join(root, 'link-hidden'))
  symlinkSync('/etc/passwd', join(root, 'passwd'))
  symlinkSync('../story-2/x', join(root, 'neighbour'))
  symlinkSync('loop', join(root, 'loop'))
  symlinkSync('nowhere', join(root, 'dangling'))
  return { around, root, outside }
}

/** What the gate lets through, or undefined. */
function readThrough(root: string, path: string): string | undefined {
  const file = openInside(root, path)
  if (file === undefined) return undefined
  try {
    return readFileSync(file.fd, 'utf8')
  } finally {
    closeSync(file.fd)
  }
}

test.each([
  ['cards/1.png', 'inside cards/1.png'],
  ['./cards//1.png', 'inside cards/1.png'],
  ['cards/deep/a b#?%2f.txt', 'inside cards/deep/a b#?%2f.txt'],
  ['link-in', 'inside cards/1.png'],
  ['folder-in/1.png', 'inside cards/1.png'],
])('%s is inside and is opened', (path, text) => {
  const { root } = house()
  expect(readThrough(root, path)).toBe(text)
  expect(readInside(root, path)?.bytes.toString()).toBe(text)
})

test.each([
  '../canary',
  'cards/../../canary',
  'cards/../top.txt',
  '/etc/passwd',
  '//etc/passwd',
  '..\\canary',
  'cards\\1.png',
  'top.txt\0.png',
  '.env',
  '.git/config',
  './.env',
  'cards/../.env',
  'link-out',
  'folder-out/file',
  'link-hidden',
  'passwd',
  'neighbour',
  'loop',
  'dangling',
  'absent',
  'top.txt/below',
  'cards',
  '',
  '.',
  '..',
  '...dots',
  'x'.repeat(10_000),
  `${'cards/'.repeat(5000)}1.png`,
])('%j is refused', (path) => {
  const { root } = house()
  expect(openInside(root, path)).toBeUndefined()
  expect(readInside(root, path)).toBeUndefined()
})

test('a root that is itself a link, or has dots in its own path, is a root like any other', () => {
  const { around, root } = house()
  mkdirSync(join(around, '.hidden'))
  renameSync(root, join(around, '.hidden', 'story'))
  symlinkSync(join(around, '.hidden', 'story'), join(around, 'by-link'))
  expect(readThrough(join(around, 'by-link'), 'top.txt')).toBe('inside top.txt')
  expect(readThrough(join(around, 'by-link'), 'link-out')).toBeUndefined()
})

test('a root that is not there holds nothing', () => {
  expect(openInside(join(temporaryFolder(), 'absent'), 'file')).toBeUndefined()
})

test('the real path of a folder inside is told, and of nothing outside', () => {
  const { root } = house()
  expect(realPathInside(root, 'folder-in')).toBe(join(root, 'cards'))
  expect(realPathInside(root, '')).toBe(root)
  expect(realPathInside(root, 'folder-out')).toBeUndefined()
})

test('whatever path is asked for, nothing from outside and nothing hidden is opened', () => {
  const { around, root } = house()
  const part = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.constantFrom('..', '.', '', 'cards', 'deep', '1.png', 'top.txt', 'story', 'story-2'),
    },
    {
      weight: 3,
      arbitrary: fc.constantFrom('folder-in', 'folder-out', 'link-in', 'link-out', 'neighbour', 'passwd'),
    },
    {
      weight: 2,
      arbitrary: fc.constantFrom('.env', '.git', 'config', 'canary', 'outside', 'file', 'x', '~', '\0'),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom('%2e%2e', '..%2f', '..\\', around, 'proc', 'self', 'cwd', 'etc'),
    },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
  )
  const path = fc
    .tuple(fc.constantFrom('', '', '', '/', '//', './', `${around}/`), fc.array(part, { maxLength: 6 }))
    .map(([start, parts]) => start + parts.join('/'))
  let opened = 0
  fc.assert(
    fc.property(path, (asked) => {
      const real = realPathInside(root, asked)
      if (real !== undefined) expect(real === root || real.startsWith(root + sep)).toBe(true)
      const text = readThrough(root, asked)
      if (text === undefined) return
      opened += 1
      expect(text).toMatch(/^inside /)
    }),
    { numRuns: 12_000 },
  )
  // About nine in a thousand lead somewhere: with so many tries, fewer than this would mean that the gate lets nothing in.
  expect(opened).toBeGreaterThan(20)
})

test('a FIFO in the folder is refused at once', async () => {
  const program = await childProgram('tests/files/children/read.ts')
  const { root } = house()
  execFileSync('mkfifo', [join(root, 'fifo')])
  const reader = spawnSync(process.execPath, [program, root, 'fifo'], { encoding: 'utf8', timeout: 20_000 })
  expect(reader.stdout).toBe('nothing')
})

test('a folder that turns into a link to the outside while the gate looks lets nothing out', async () => {
  const { root, outside } = house()
  writeFileSync(join(outside, '1.png'), CANARY)
  const flipper = startProcess(await childProgram('tests/files/children/flip-link.ts'), [root, outside])
  expect(await flipper.line()).toBe('swapping')
  const seen = new Set<string | undefined>()
  const end = performance.now() + 20_000
  for (let look = 0; look < 8000 || (seen.size < 2 && performance.now() < end); look += 1) {
    seen.add(readThrough(root, 'cards/1.png'))
  }
  expect([...seen].toSorted()).toEqual(['inside cards/1.png', undefined])
})

test('a file that is replaced after the gate opened it is still the old version, whole', () => {
  const { root } = house()
  const file = openInside(root, 'top.txt')
  writeFileSync(join(root, 'next'), 'replaced')
  renameSync(join(root, 'next'), join(root, 'top.txt'))
  expect(file && readFileSync(file.fd, 'utf8')).toBe('inside top.txt')
  if (file) closeSync(file.fd)
})

test('a file past the limit is refused with its size', () => {
  const { root } = house()
  expect(() => readInside(root, 'top.txt', { maxBytes: 3 })).toThrow(
    expect.objectContaining({ code: 'TOO_LARGE' }),
  )
})

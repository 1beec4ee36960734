import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const floors = [
  ['errors'],
  ['contract'],
  ['files'],
  ['http', 'host'],
  ['progress', 'generation', 'production'],
  ['server', 'mcp', 'director'],
  ['cli'],
]
const floorOf = (room: string) => floors.findIndex((rooms) => rooms.includes(room))

type Import = { from: string; fromRoom: string; to: string; toRoom: string }

const sources = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return sources(path)
    return /\.tsx?$/.test(entry.name) ? [path] : []
  })

const roomOf = (path: string): string => path.split('/')[1]?.replace(/\.ts$/, '') ?? ''

function importsOf(folder: string): Import[] {
  return sources(join(root, folder)).flatMap((file) => {
    const text = readFileSync(file, 'utf8')
    const specifiers = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(
      (match) => match[1] ?? '',
    )
    return specifiers.map((specifier) => {
      const to = relative(root, resolve(dirname(file), specifier))
      const from = relative(root, file)
      return { from, fromRoom: roomOf(from), to, toRoom: roomOf(to) }
    })
  })
}

const inside = importsOf('src').filter((step) => step.fromRoom !== 'index' && step.fromRoom !== step.toRoom)

test('the check sees the imports of the house', () => {
  expect(inside.length).toBeGreaterThan(20)
})

test('every room of src stands on a floor', () => {
  for (const step of inside) {
    expect(floorOf(step.fromRoom), `${step.from} is in no known room`).toBeGreaterThanOrEqual(0)
    expect(floorOf(step.toRoom), `${step.from} imports ${step.to}, in no known room`).toBeGreaterThanOrEqual(
      0,
    )
  }
})

test('imports run downward only', () => {
  const wrong = inside.filter((step) => floorOf(step.toRoom) >= floorOf(step.fromRoom))
  expect(wrong.map((step) => `${step.from} → ${step.to}`)).toEqual([])
})

test('a room is entered through its door', () => {
  const doors = /^src\/(errors\.ts|[a-z]+\/index\.ts|contract\/(schemas|published)\.ts)$/
  const wrong = inside.filter((step) => !doors.test(step.to))
  expect(wrong.map((step) => `${step.from} → ${step.to}`)).toEqual([])
})

test('the viewer knows src only through the contract', () => {
  const steps = importsOf('viewer').filter((step) => step.to.startsWith('src/'))
  expect(steps.length).toBeGreaterThan(0)
  expect(
    steps.filter((step) => step.to !== 'src/contract/index.ts').map((step) => `${step.from} → ${step.to}`),
  ).toEqual([])
})

test('only the command line reaches into an example, and nothing in src reaches into the viewer or the tests', () => {
  const wrong = importsOf('src').filter((step) => /^(viewer|tests)\//.test(step.to))
  expect(wrong.map((step) => `${step.from} → ${step.to}`)).toEqual([])
})

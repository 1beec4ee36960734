import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inflateSync } from 'node:zlib'
import { historyLineSchema, tasksSchema } from 'story-monitor/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { progressIn } from '../support/story.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'story-monitor-show-'))
const CHARACTERS = ['ines', 'tobit', 'mother-ashe', 'juno', 'pell', 'lorcan']

beforeAll(() => {
  const script = join(root, 'examples/show-pipeline/main.ts')
  const run = spawnSync(process.execPath, ['--import', 'tsx', script, folder, '--fast'], {
    cwd: root,
    encoding: 'utf8',
  })
  expect(run.stderr).toBe('')
  expect(run.status).toBe(0)
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const bytes = (path: string) => readFileSync(join(folder, path))

/** Width, height and the inflated size of a PNG's first picture. */
function readPng(png: Buffer): { width: number; height: number; size: number; frames: number } {
  expect(png.subarray(1, 4).toString()).toBe('PNG')
  const data: Buffer[] = []
  let frames = 1
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at)
    const type = png.toString('latin1', at + 4, at + 8)
    if (type === 'IDAT') data.push(png.subarray(at + 8, at + 8 + length))
    if (type === 'acTL') frames = png.readUInt32BE(at + 8)
    at += length + 12
  }
  const size = inflateSync(Buffer.concat(data)).length
  return { width: png.readUInt32BE(16), height: png.readUInt32BE(20), size, frames }
}

test('every step is done, and every character has its tasks', () => {
  const file = progressIn(folder)
  expect(new Set(Object.values(file.phases))).toEqual(new Set(['done']))
  expect(Object.keys(file.phases)).toHaveLength(8)
  const { tasks } = tasksSchema.parse(JSON.parse(bytes('_tasks.json').toString()))
  for (const type of ['character-dossier', 'portrait', 'video']) {
    const own = tasks.filter((task) => task.type === type)
    expect(own.map((task) => task.character_id).sort()).toEqual([...CHARACTERS].sort())
    expect(own.every((task) => task.status === 'succeeded')).toBe(true)
    expect(file.phase_progress?.[type]).toEqual({ complete: 6, total: 6 })
  }
})

test('two portraits failed once and were drawn again', () => {
  const lines = bytes('_history.jsonl').toString().trimEnd().split('\n')
  const failed = lines
    .map((line) => historyLineSchema.parse(JSON.parse(line)))
    .filter((line) => line.kind === 'task' && line.status === 'failed')
  expect(failed.map((line) => line.character_id).sort()).toEqual(['juno', 'pell'])
})

test('dossiers, portraits, grid and poster are real', () => {
  for (const id of CHARACTERS) {
    expect(bytes(`dossiers/${id}.txt`).toString()).toContain('Wants')
    expect(readPng(bytes(`portraits/${id}.png`))).toEqual({
      width: 240,
      height: 300,
      size: (240 * 3 + 1) * 300,
      frames: 1,
    })
  }
  expect(readPng(bytes('portraits.png')).width).toBe(768)
  expect(readPng(bytes('poster.png')).height).toBe(840)
})

test('the films move', () => {
  const { tasks } = tasksSchema.parse(JSON.parse(bytes('_tasks.json').toString()))
  const films = tasks.filter((task) => task.type === 'video' || task.type === 'trailer')
  expect(films).toHaveLength(7)
  for (const { output_url: path = '' } of films) {
    if (path.endsWith('.mp4')) expect(bytes(path).toString('latin1', 4, 8)).toBe('ftyp')
    else expect(readPng(bytes(path)).frames).toBeGreaterThanOrEqual(12)
  }
})

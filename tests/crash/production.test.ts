import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { childProgram } from '../support/child-program.ts'
import { startProcess } from '../support/processes.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { scaled } from './support/scale.ts'

const SEGMENTS = 5000

/** Ids of the finished segments, with how often each was begun. */
function read(folder: string) {
  const lines = (name: string) => readFileSync(join(folder, name), 'utf8').split('\n').filter(Boolean)
  const finished = lines('_segments.jsonl').map((line) => String(JSON.parse(line).id))
  const begun = new Map<string, number>()
  for (const id of lines('begun.txt')) begun.set(id, (begun.get(id) ?? 0) + 1)
  return { finished, begun }
}

test('kill -9 at random points: no segment is lost, none doubled, and at most the one in hand is made again', async () => {
  const folder = temporaryFolder('production-crash')
  const program = await childProgram('tests/crash/children/produce-for-long.ts')
  const kills = scaled(200)
  for (let kill = 0; kill < kills; kill++) {
    const child = startProcess(program, [folder, String(SEGMENTS), '2'])
    await child.line()
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 60))
    await child.kill()
  }
  const last = startProcess(program, [folder, String(SEGMENTS), '0'])
  expect(await last.ended).toBe(0)
  const { finished, begun } = read(folder)
  expect(finished).toEqual(Array.from({ length: SEGMENTS }, (_, index) => `s${index}`))
  const again = [...begun.values()].reduce((sum, times) => sum + times - 1, 0)
  expect(again).toBeLessThanOrEqual(kills)
})

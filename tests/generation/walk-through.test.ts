import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { runTypeScript } from '../support/example.ts'

const example = fileURLToPath(new URL('../../examples/claude-code/', import.meta.url))

test('the walk-through plays a scene to its end and checks what it did', () => {
  const run = runTypeScript('examples/claude-code/walk-through.ts')
  expect(run).toMatchObject({ status: 0, stderr: '' })
  expect(run.stdout).toContain('❌ ERROR: Scene 0204: completing step 6 needs')
  expect(run.stdout).toContain('| 0204 | ✅ COMPLETED | 7/7 COMPLETED |')
})

test('the example names only tools and commands that there are', () => {
  const texts = readdirSync(example, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => readFileSync(example + path, 'utf8'))
    .join('\n')
  const tools = new Set(
    [...texts.matchAll(/\b(\w+_(?:generations?|step|error|answer|status))\(/g)].map(([, name]) => name),
  )
  expect([...tools].sort()).toEqual([
    'cancel_generation',
    'complete_generation',
    'complete_step',
    'get_generation_status',
    'list_generations',
    'log_question_answer',
    'record_error',
    'resume_generation',
    'start_generation',
    'start_step',
  ])
})

test('the configuration in the text is the one in the folder', () => {
  const readme = readFileSync(`${example}README.md`, 'utf8')
  const inText: unknown = JSON.parse(/```json\n([^`]+)```/.exec(readme)?.[1] ?? '')
  expect(inText).toEqual(JSON.parse(readFileSync(`${example}.mcp.json`, 'utf8')))
})

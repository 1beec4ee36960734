import { Tiktoken } from 'js-tiktoken/lite'
import cl100k from 'js-tiktoken/ranks/cl100k_base'
import { expect, test } from 'vitest'
import { aWorkspace } from '../generation/support/workspace.ts'
import { caller, connected } from './support/client.ts'

const WORKFLOW_TOOLS = [
  'resume_generation',
  'get_generation_status',
  'cancel_generation',
  'list_generations',
  'start_generation',
  'start_step',
  'complete_step',
  'record_error',
  'fail_generation',
  'complete_generation',
  'log_question_answer',
]

test('the tools have the names, parameters, limits and defaults of their description', async () => {
  const { tools } = await (await connected(aWorkspace().workspace)).listTools()
  expect(tools.map(({ name }) => name)).toEqual([
    ...WORKFLOW_TOOLS,
    'get_story_progress',
    'get_production_status',
  ])
  const parameters = Object.fromEntries(
    tools.map(({ name, inputSchema }) => [
      name,
      Object.keys(inputSchema.properties ?? {}).map((key) =>
        inputSchema.required?.includes(key) === true ? `${key}*` : key,
      ),
    ]),
  )
  expect(parameters).toEqual({
    resume_generation: ['scene_id*', 'force'],
    get_generation_status: ['scene_id*', 'detailed'],
    cancel_generation: ['scene_id*', 'reason'],
    list_generations: ['filter', 'sort_by'],
    start_generation: ['scene_id*', 'blueprint_path*', 'initiated_by', 'metadata'],
    start_step: ['scene_id*', 'step_number*', 'phase_name*', 'agent_name'],
    complete_step: ['scene_id*', 'step_number*', 'duration_seconds*', 'artifacts', 'metadata'],
    record_error: ['scene_id*', 'step_number*', 'error_type*', 'error_message*', 'severity*', 'retry_count'],
    fail_generation: ['scene_id*', 'step_number*', 'failure_reason*', 'final_errors'],
    complete_generation: [
      'scene_id*',
      'final_scene_path*',
      'validation_report_path*',
      'word_count*',
      'total_duration_seconds*',
      'retry_count',
    ],
    log_question_answer: ['scene_id*', 'question*', 'answer*', 'timestamp'],
    get_story_progress: ['folder'],
    get_production_status: ['folder'],
  })
  const schemaOf = (name: string) => tools.find((tool) => tool.name === name)?.inputSchema.properties
  expect(schemaOf('resume_generation')).toMatchObject({ force: { default: false } })
  expect(schemaOf('list_generations')).toMatchObject({
    filter: { enum: ['all', 'active', 'failed', 'completed'], default: 'all' },
    sort_by: { enum: ['scene_id', 'started_at', 'status'], default: 'started_at' },
  })
  expect(schemaOf('start_step')).toMatchObject({
    scene_id: { pattern: '^[0-9]{4}$' },
    step_number: { minimum: 1, maximum: 7 },
  })
  expect(schemaOf('record_error')).toMatchObject({
    severity: { enum: ['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] },
  })
  for (const tool of tools) {
    expect(tool.inputSchema).toMatchObject({ type: 'object', additionalProperties: false })
    expect(tool.title).toBeTruthy()
    expect(tool.outputSchema?.type).toBe('object')
  }
})

test('each tool says whether it reads, destroys or may be called twice', async () => {
  const { tools } = await (await connected(aWorkspace().workspace)).listTools()
  const hints = tools.map(({ name, annotations }) => [
    name,
    [
      annotations?.readOnlyHint === true ? 'reads' : 'writes',
      ...(annotations?.destructiveHint === true ? ['destroys'] : []),
      ...(annotations?.idempotentHint === true ? ['idempotent'] : []),
    ].join(' '),
  ])
  expect(Object.fromEntries(hints)).toEqual({
    resume_generation: 'reads idempotent',
    get_generation_status: 'reads idempotent',
    cancel_generation: 'writes destroys idempotent',
    list_generations: 'reads idempotent',
    start_generation: 'writes idempotent',
    start_step: 'writes idempotent',
    complete_step: 'writes idempotent',
    record_error: 'writes',
    fail_generation: 'writes destroys idempotent',
    complete_generation: 'writes idempotent',
    log_question_answer: 'writes',
    get_story_progress: 'reads idempotent',
    get_production_status: 'reads idempotent',
  })
})

test('the eleven tools cost an agent no more than 3,500 tokens', async () => {
  const { tools } = await (await connected(aWorkspace().workspace)).listTools()
  const workflow = tools.filter(({ name }) => WORKFLOW_TOOLS.includes(name))
  const told = workflow.map(({ name, description, inputSchema }) => ({ name, description, inputSchema }))
  const tokens = new Tiktoken(cl100k).encode(JSON.stringify(told)).length
  expect(workflow).toHaveLength(11)
  expect(tokens).toBeLessThanOrEqual(3500)
})

test('unknown parameters and wrong values are refused with the reason, and nothing is written', async () => {
  const { workspace, store } = aWorkspace()
  const call = caller(await connected(workspace))
  const blueprint_path = 'b.md'
  const bad = [
    [{ scene_id: '0204', blueprint_path, colour: 'red' }, 'colour'],
    [{ scene_id: '../0204', blueprint_path }, "four digits, e.g. '0204'"],
    [{ scene_id: '٠٢٠٤', blueprint_path }, "four digits, e.g. '0204'"],
    [{ scene_id: '0204\n', blueprint_path }, "four digits, e.g. '0204'"],
    [{ scene_id: 204, blueprint_path }, 'expected string'],
    [{ scene_id: '0204' }, 'blueprint_path'],
    [{ scene_id: '0204', blueprint_path: '../../etc/passwd' }, 'is not a path inside'],
    [{ scene_id: '0204', blueprint_path: '/etc/passwd' }, 'is not a path inside'],
    [{ scene_id: '0204', blueprint_path, initiated_by: 'x'.repeat(201) }, '<=200 characters'],
    [{ scene_id: '0204', blueprint_path: 'x'.repeat(4097) }, '<=4096 characters'],
    [{ scene_id: '0204', blueprint_path, metadata: JSON.parse('{"__proto__":1}') }, 'metadata.__proto__'],
  ] as const
  for (const [args, reason] of bad) {
    const result = await call('start_generation', args)
    expect(result.isError).toBe(true)
    expect(result.text).toContain(reason)
    expect(result.text).toMatch(/^❌ ERROR: [^\n]+\n\n💡 Next steps:\n {2}- Nothing was changed\. /)
  }
  expect(store.list().scenes).toEqual([])
})

test('a corrupted file is named with its place and what to do', async () => {
  const { workspace, putState } = aWorkspace()
  putState('{\n  "scene_id": "0204",\n  "steps": }')
  const result = await caller(await connected(workspace))('get_generation_status', { scene_id: '0204' })
  expect(result.isError).toBe(true)
  expect(result.text).toContain('State file corrupted: workspace/generation-state-0204.json. JSON error: ')
  expect(result.text).toContain('(line 3, column 12)')
  expect(result.text).toContain('Repair the file by hand')
})

test('the prompts name the tools that they are for', async () => {
  const client = await connected(aWorkspace().workspace)
  const { prompts } = await client.listPrompts()
  expect(prompts.map(({ name }) => name)).toEqual(['status', 'resume', 'cancel', 'list'])
  const args = { scene_id: '0204' }
  for (const [name, tool] of [
    ['status', 'get_generation_status'],
    ['resume', 'resume_generation'],
    ['cancel', 'cancel_generation'],
  ] as const) {
    const { messages } = await client.getPrompt({ name, arguments: args })
    expect(JSON.stringify(messages)).toContain(tool)
    expect(JSON.stringify(messages)).toContain('0204')
  }
  const { messages } = await client.getPrompt({ name: 'list', arguments: { filter: 'failed' } })
  expect(JSON.stringify(messages)).toContain('list_generations')
})

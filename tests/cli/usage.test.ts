import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../support/temporary.ts'
import { run } from '../support/terminal.ts'

const folder = '/tmp/story-monitor-none'

test.each([
  [['serv'], "Unknown command 'serv'; did you mean serve?"],
  [['frobnicate'], "Unknown command 'frobnicate'; see story-monitor --help"],
  [['--wat'], "Unknown option '--wat'; see story-monitor --help"],
  [['serve'], "Missing required argument 'folder'; see story-monitor serve --help"],
  [['serve', 'x', '--prt', '1'], "Unknown option '--prt'; did you mean --port?"],
  [['serve', 'x', '--port', 'abc'], '--port has to be a whole number from 0 to 65535, not "abc".'],
  [['serve', 'x', '--port', '65536'], '--port has to be a whole number from 0 to 65535, not "65536".'],
  [['serve', 'x', '--port', '-1'], '--port has to be a whole number from 0 to 65535, not "-1".'],
  [['demo', '--port', '1e3'], '--port has to be a whole number from 0 to 65535, not "1e3".'],
  [['status', folder], `There is no folder ${folder}; check its name, or make it: mkdir -p ${folder}`],
  [['watch', folder], `There is no folder ${folder}; check its name, or make it: mkdir -p ${folder}`],
  [['report', folder], `There is no folder ${folder}; check its name, or make it: mkdir -p ${folder}`],
  [['phase', 'strat', 'x'], "Unknown command 'strat'; did you mean start?"],
  [
    ['phase', 'progress', 'x', 'reddit', '1'],
    "Missing required argument 'total'; see story-monitor phase progress --help",
  ],
  [
    ['director', 'serve'],
    "Required option '--streams <folder>' not specified; see story-monitor director serve --help",
  ],
  [
    ['director', 'user', 'enable'],
    "Missing required argument 'name'; see story-monitor director user enable --help",
  ],
])('wrong input %j is answered by one sentence and exit code 2', async (args, sentence) => {
  expect(await run(...args)).toEqual({ code: 2, out: '', err: sentence })
})

test('without a word it names the commands', async () => {
  const answer = await run()
  expect(answer).toMatchObject({ code: 2, out: '' })
  expect(answer.err).toMatch(
    /^Say what to do: story-monitor <command>, one of demo, serve, .*story-monitor --help tells more$/,
  )
})

test('too many words are refused', async () => {
  const answer = await run('status', 'a', 'b')
  expect(answer.code).toBe(2)
  expect(answer.err).toMatch(/^Too many arguments.*; see story-monitor status --help$/)
})

test('a file where a folder should be is wrong input', async () => {
  const file = join(temporaryFolder(), 'notes.txt')
  writeFileSync(file, 'x')
  for (const command of ['serve', 'status', 'watch', 'report']) {
    const answer = await run(command, file)
    expect(answer, command).toEqual({
      code: 2,
      out: '',
      err: `${file} is not a folder. Give the folder of a story.`,
    })
  }
})

test('help is no error and names every command', async () => {
  const answer = await run('--help')
  expect(answer.code).toBe(0)
  expect(answer.err).toBe('')
  for (const name of ['demo', 'serve', 'watch', 'status', 'report', 'phase'])
    expect(answer.out).toContain(`  ${name} `)
  expect((await run('help', 'serve')).out).toContain('--host')
})

import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readLiveness, readStory } from 'story-monitor'
import { expect, test } from 'vitest'
import { cliPath } from '../support/command.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { run, runIn } from '../support/terminal.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Runs a shell script from a file, as a pipeline is: its arguments are node, the command and the folder. */
function runScript(text: string, folder: string) {
  const path = join(temporaryFolder('script'), 'pipeline.sh')
  writeFileSync(path, text)
  return spawnSync('sh', [path, process.execPath, cliPath, folder], { cwd: root, encoding: 'utf8' })
}

const quiet = { code: 0, out: '', err: '' }

test('the story survives between calls: each call goes on where the last one ended', async () => {
  const folder = temporaryFolder()
  const calls = [
    ['start', folder, 'fetch', '--phases', 'fetch, cut,publish', '--job-id', 'film-7', '--step', 'asking'],
    ['progress', folder, 'fetch', '3', '7'],
    ['step', folder, 'half way'],
    ['finish', folder, 'fetch'],
    ['skip', folder, 'cut', 'nothing to cut'],
    ['start', folder, 'publish'],
  ]
  for (const call of calls) expect(await run('phase', ...call), call.join(' ')).toEqual(quiet)
  const { progress, liveness } = readStory(folder)
  expect(progress?.jobId).toBe('film-7')
  expect(progress?.phases).toMatchObject([
    { name: 'fetch', status: 'done', complete: 3, total: 7 },
    { name: 'cut', status: 'skipped', skipReason: 'nothing to cut' },
    { name: 'publish', status: 'running' },
  ])
  expect(liveness.state).toBe('alive')
  expect(await run('phase', 'complete', folder)).toEqual(quiet)
  expect(readLiveness(folder).state).toBe('finished')
  expect(readFileSync(join(folder, '_phase_status.txt'), 'utf8').trim()).toBe('phase=complete')
})

test('an error is kept with its message', async () => {
  const folder = temporaryFolder()
  await run('phase', 'start', folder, 'reddit')
  expect(await run('phase', 'error', folder, 'reddit', 'the post is gone')).toEqual(quiet)
  expect(readStory(folder)).toMatchObject({
    progress: { error: 'the post is gone' },
    liveness: { state: 'failed' },
  })
})

test('the writer is the caller: a script that has ended in the middle of a phase is seen to be dead', () => {
  const folder = temporaryFolder()
  const { stdout } = runScript(
    '"$1" "$2" phase start "$3" director; "$1" "$2" status "$3" | sed -n 2p',
    folder,
  )
  expect(stdout).toMatch(/^alive:/)
  expect(readLiveness(folder)).toMatchObject({ state: 'dead', reason: expect.stringContaining('Director') })
})

test('the next start after a dead script names it, goes on, and succeeds', async () => {
  const folder = temporaryFolder()
  runScript('"$1" "$2" phase start "$3" director; true', folder)
  const answer = await run('phase', 'start', folder, 'production')
  expect(answer.code).toBe(0)
  expect(answer.err).toMatch(/Process \d+ ended while running: Director/)
  expect(readStory(folder).progress?.phases).toMatchObject([
    { status: 'pending' },
    { status: 'error' },
    { status: 'running' },
    { status: 'pending' },
  ])
})

test('a mistyped phase is refused with the one that was meant, and nothing is written', async () => {
  const folder = temporaryFolder()
  await run('phase', 'start', folder, 'reddit')
  const file = join(folder, '_progress.json')
  const before = readFileSync(file, 'utf8')
  for (const call of [
    ['start', folder, 'produktion'],
    ['finish', folder, 'produktion'],
    ['progress', folder, 'produktion', '1', '2'],
  ]) {
    expect(await run('phase', ...call)).toEqual({
      code: 2,
      out: '',
      err: `There is no phase "produktion" in ${file} (reddit, director, production, assembly); did you mean production?`,
    })
  }
  expect(readFileSync(file, 'utf8')).toBe(before)
})

test('a phase that the story has not is told how to come in', async () => {
  const folder = temporaryFolder()
  await run('phase', 'start', folder, 'reddit')
  const refused = await run('phase', 'start', folder, 'subtitles')
  expect(refused.code).toBe(2)
  expect(refused.err).toMatch(/begin with --phases reddit,director,production,assembly,subtitles$/)
  const phases = 'reddit,director,production,assembly,subtitles'
  expect(await run('phase', 'start', folder, 'subtitles', '--phases', phases)).toEqual(quiet)
})

test('before the first start there is nothing to finish', async () => {
  const folder = join(temporaryFolder(), 'new')
  expect(await run('phase', 'finish', folder, 'reddit')).toEqual({
    code: 2,
    out: '',
    err: `There is no story in ${folder} yet; begin with: story-monitor phase start ${folder} reddit`,
  })
})

test('counts that are no counts are refused', async () => {
  const folder = temporaryFolder()
  await run('phase', 'start', folder, 'reddit')
  const answer = await run('phase', 'progress', folder, 'reddit', 'three', '7')
  expect(answer).toMatchObject({
    code: 2,
    err: expect.stringMatching(/^<complete> has to be a whole number/),
  })
})

test('a state file that can not be read is a failure that leaves the file alone', async () => {
  const folder = temporaryFolder()
  const file = join(folder, '_progress.json')
  writeFileSync(file, '{"phases":')
  const answer = await run('phase', 'start', folder, 'reddit')
  expect(answer.code).toBe(1)
  expect(answer.err).toContain(file)
  expect(readFileSync(file, 'utf8')).toBe('{"phases":')
})

test('where nobody is left who called, the owner has to be named', async () => {
  const folder = temporaryFolder()
  expect(await runIn({ callerPid: 1 }, 'phase', 'start', folder, 'reddit')).toMatchObject({
    code: 2,
    err: expect.stringContaining('--owner $$'),
  })
  const owner = String(process.pid)
  expect(await runIn({ callerPid: 1 }, 'phase', 'start', folder, 'reddit', '--owner', owner)).toEqual(quiet)
  expect(readStory(folder).progress?.pid).toBe(process.pid)
})

test.each([
  ['npx', `npx --no-install story-monitor phase start "$3" reddit`],
  ['timeout', `timeout 60 "$1" "$2" phase start "$3" reddit`],
])('through %s the writer is the script that called it', (_runner, call) => {
  const folder = temporaryFolder()
  const script = runScript(`echo $$; ${call}; true`, folder)
  expect(script.stderr.replaceAll(/npm warn.*\n/g, '')).toBe('')
  expect(readStory(folder).progress?.pid).toBe(Number(script.stdout.trim()))
})

test('a program that calls through a shell of one line is the writer, not the shell', () => {
  const folder = temporaryFolder()
  const program = `require('child_process').execSync('"$A" "$B" phase start "$C" reddit && true', { env: { ...process.env, A: process.argv[1], B: process.argv[2], C: process.argv[3] } })
    console.log(process.pid)`
  const child = spawnSync(
    'setsid',
    ['--wait', process.execPath, '-e', program, process.execPath, cliPath, folder],
    {
      encoding: 'utf8',
    },
  )
  expect(child.stderr).toBe('')
  expect(readStory(folder).progress?.pid).toBe(Number(child.stdout.trim()))
})

test.each([
  [['start', 'story', ''], 'The name of the phase is empty; type: story-monitor phase start story reddit'],
  [
    ['start', 'story', 'reddit', '--owner', '4194303'],
    'There is no process 4194303; --owner names the one whose work it is, such as $$.',
  ],
  [['start', 'story', 'reddit', '--owner', '0'], '--owner has to be the id of a process, such as $$, not 0.'],
])('%j is refused before anything is written', async (call, err) => {
  expect(await run('phase', ...call)).toEqual({ code: 2, out: '', err })
})

test('a file in the place of the folder is wrong usage', async () => {
  const file = join(temporaryFolder(), 'notes.txt')
  writeFileSync(file, 'x')
  expect(await run('phase', 'start', file, 'reddit')).toEqual({
    code: 2,
    out: '',
    err: `${file} is not a folder. Give the folder of a story.`,
  })
})

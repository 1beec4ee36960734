import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { startCommand } from '../support/command.ts'
import { isGone } from '../support/gone.ts'
import { decodePng } from '../support/png.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { until } from '../support/until.ts'
import { addUser, PASSWORD, Visitor } from './support/visit.ts'

const fixtures = fileURLToPath(new URL('../fixtures/streams', import.meta.url))
const GALLERY = '/streams/the-lighthouse/keyframes'

test('a server that is killed loses no decision and no task: the next one ends what was left and makes it', async () => {
  const folder = temporaryFolder('killed')
  const [streams, db, config] = ['streams', 'director.db', 'director.config.json'].map((name) =>
    join(folder, name),
  )
  if (streams === undefined || db === undefined || config === undefined) throw new Error('no paths')
  cpSync(fixtures, streams, { recursive: true })
  await addUser(db)
  const started = join(folder, 'started')
  // Hangs the first time, and draws the second time.
  const code = `const fs = require('node:fs'); const out = process.argv[1]
    if (!fs.existsSync(${JSON.stringify(started)})) { fs.writeFileSync(${JSON.stringify(`${started}.tmp`)}, String(process.pid)); fs.renameSync(${JSON.stringify(`${started}.tmp`)}, ${JSON.stringify(started)}); setInterval(() => {}, 1000) }
    else fs.copyFileSync(${JSON.stringify(join(folder, 'picture.png'))}, out)`
  const { drawScene } = await import('../../src/director/generate/draw.ts')
  writeFileSync(join(folder, 'picture.png'), drawScene('x', 'y'))
  writeFileSync(
    config,
    JSON.stringify({
      generators: { keyframe: { command: [process.execPath, '-e', code, '{output}'], prompt: 'file' } },
    }),
  )
  const serve = async () => {
    const command = startCommand([
      'director',
      'serve',
      '--streams',
      streams,
      '--db',
      db,
      '--config',
      config,
      '--port',
      '0',
    ])
    const url = await until('the address', () => /http:\/\/\S+/.exec(command.stdout())?.[0])
    return { ...command, visitor: new Visitor({ url }) }
  }

  const first = await serve()
  await first.visitor.login('iris', PASSWORD)
  const page = (await first.visitor.get('/streams/the-lighthouse/story')).text
  const file = /name="file" value="(\w+)"/.exec(page)?.[1] ?? ''
  await first.visitor.send('/streams/the-lighthouse/story', {
    verdict: 'approved',
    file,
    source: '',
    note: 'kept',
  })
  await first.visitor.send(`${GALLERY}/1/generate`, {})
  const generator = Number(await until('the generator', () => readFileSync(started, 'utf8')))
  onTestFinished(() => {
    if (!isGone(generator)) process.kill(generator, 'SIGKILL')
  })
  first.child.kill('SIGKILL')
  await first.ended
  const left = () => readdirSync(join(streams, 'the-lighthouse/keyframes/.generating'))
  expect(left()).toHaveLength(1)

  const second = await serve()
  await second.visitor.login('iris', PASSWORD)
  expect((await second.visitor.get('/streams/the-lighthouse/story')).text).toContain('kept')
  await until('the picture', async () => (await second.visitor.get(`${GALLERY}/1`)).text.includes('Complete'))
  expect(isGone(generator)).toBe(true)
  expect(decodePng(readFileSync(join(streams, 'the-lighthouse/keyframes/segment_1.png'))).height).toBe(540)
  second.child.kill('SIGTERM')
  expect(await second.ended).toBe(143)
  expect(left()).toEqual([])
})

test('the password of a user is piped in, and the demo lets its user in', async () => {
  const { cliPath } = await import('../support/command.ts')
  const db = join(temporaryFolder('users'), 'director.db')
  const add = spawn(process.execPath, [
    cliPath,
    'director',
    'user',
    'add',
    'iris',
    '--display-name',
    'The director',
    '--db',
    db,
  ])
  add.stdin.end(`${PASSWORD}\n`)
  expect(await once(add, 'exit')).toEqual([0, null])
  const list = startCommand(['director', 'user', 'list', '--json', '--db', db])
  expect(await list.ended).toBe(0)
  expect(JSON.parse(list.stdout())).toMatchObject([
    { name: 'iris', displayName: 'The director', role: 'director' },
  ])

  const demo = startCommand(['director', 'demo', '--port', '0'])
  const [, url = '', name = '', password = ''] = await until('the password', () =>
    /Open (\S+) and log in as (\S+) with the password (\S+)/.exec(demo.stdout()),
  )
  const streams = await until('the folder', () => /streams are in (\S+);/.exec(demo.stdout())?.[1])
  onTestFinished(() => rmSync(dirname(streams), { recursive: true, force: true }))
  const visitor = new Visitor({ url })
  expect((await visitor.login(name, password)).status).toBe(303)
  expect((await visitor.get('/')).text).toContain('3 keyframes to judge')
})

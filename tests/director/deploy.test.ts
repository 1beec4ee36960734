import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../support/temporary.ts'
import { until } from '../support/until.ts'
import { putKeyframe } from './support/pictures.ts'
import { enter, fieldsOf, type House, openHouse, Visitor } from './support/visit.ts'

const STREAM = '/streams/the-lighthouse'

function configWith(code: string): string {
  const file = join(temporaryFolder('deploy'), 'director.config.json')
  const deploy = { command: [process.execPath, '-e', code, '{stream}'], platform: 'test' }
  writeFileSync(file, JSON.stringify({ deploy }))
  return file
}

/** Puts every file there and approves all that can be approved. */
async function approveAll(house: House, visitor: Visitor): Promise<void> {
  mkdirSync(join(house.streams, 'the-lighthouse/videos'))
  for (const key of ['1', '2', '3']) {
    putKeyframe(house.streams, 'the-lighthouse', `segment_${key}.png`, key)
    writeFileSync(join(house.streams, `the-lighthouse/videos/segment_${key}.mp4`), `\0\0\0\u0018ftyp ${key}`)
  }
  const things = ['story', 'spec', ...['1', '2', '3'].flatMap((key) => [`keyframes/${key}`, `videos/${key}`])]
  for (const thing of things) {
    const fields = fieldsOf((await visitor.get(`${STREAM}/${thing}`)).text, `${STREAM}/${thing}`)
    expect((await visitor.post(`${STREAM}/${thing}`, { ...fields, verdict: 'approved' })).status, thing).toBe(
      303,
    )
  }
}

test('a stream is deployed when all is approved, and the log and deployment.json say so', async () => {
  const config = configWith(
    `console.log('uploading…'); console.log('Done: https://films.example/' + process.argv[1])`,
  )
  const { house, visitor } = await enter({ config })
  expect((await visitor.get(`${STREAM}/preview`)).text).toContain(
    'Before it can be deployed: story (0 of 1 approved)',
  )
  expect((await visitor.send(`${STREAM}/deploy`, {})).text).toContain('Nothing was deployed')
  const file = join(house.streams, 'the-lighthouse/deployment.json')
  expect(() => readFileSync(file)).toThrow()

  await approveAll(house, visitor)
  expect((await visitor.get('/')).text).toContain('ready to deploy')
  const without = await openHouse({ streams: house.streams, database: house.database })
  const elsewhere = new Visitor(without)
  for (const [name, value] of visitor.cookies) elsewhere.cookies.set(name, value)
  expect((await elsewhere.get('/')).text).toContain('Nothing waits for you')
  expect((await visitor.send(`${STREAM}/deploy`, {})).status).toBe(303)
  await until('deployed', async () =>
    (await visitor.get(`${STREAM}/preview`)).text.includes('class="task done"'),
  )
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
    url: 'https://films.example/the-lighthouse',
    deployed_at: expect.stringMatching(/^\d{4}-.*Z$/),
    deployed_by: 'The iris',
    platform: 'test',
  })
  const page = (await visitor.get(`${STREAM}/preview`)).text
  expect(page).toContain('href="https://films.example/the-lighthouse"')
  expect(page).toContain('Deployments so far (1)')
  expect((await visitor.get('/')).text).toContain('badge approved">deployed')
})

test('a deployment that fails changes nothing and shows its last lines', async () => {
  const { house, visitor } = await enter({
    config: configWith(`console.error('no space on the host'); process.exit(1)`),
  })
  await approveAll(house, visitor)
  const file = join(house.streams, 'the-lighthouse/deployment.json')
  writeFileSync(file, '{"url":"javascript:alert(1)","mine":1}')
  await visitor.send(`${STREAM}/deploy`, {})
  const preview = async () => (await visitor.get(`${STREAM}/preview`)).text
  await until('the failure', async () => (await preview()).includes('The deployment failed'))
  expect(await preview()).toContain('no space on the host')
  expect(await preview()).toContain('Try again')
  expect(await preview()).not.toContain('href="javascript:')
  expect(readFileSync(file, 'utf8')).toBe('{"url":"javascript:alert(1)","mine":1}')
  expect(await preview()).toMatch(/Deployments so far \(1\).*by The iris · failed: no space on the host/s)
  const { text } = await visitor.get('/activity?stream=the-lighthouse')
  expect(text).toMatch(/The iris<\/b> could not deploy .*<q>no space on the host<\/q>/)
})

test('a deployment tells its lines while it runs, once at a time, and can be canceled', async () => {
  const code = `console.log('uploading 1 of 9'); setInterval(() => {}, 1000)`
  const { house, visitor } = await enter({ config: configWith(code) })
  await approveAll(house, visitor)
  await visitor.send(`${STREAM}/deploy`, {})
  const line = async () => (await visitor.get(`${STREAM}/deploy/task`)).text
  await until('its first line', async () => (await line()).includes('uploading 1 of 9'))
  expect(await line()).toContain('Deploying…')
  expect(await line()).toContain('asked for by The iris')
  expect((await visitor.get(`${STREAM}/preview`)).text).not.toContain('Put it online')
  await visitor.send(`${STREAM}/deploy`, {})
  const cancel = /tasks\/\d+\/cancel/.exec(await line())?.[0]
  expect((await visitor.send(`/${cancel}`, {})).headers.get('location')).toBe(`${STREAM}/preview`)
  const ended = await visitor.get(`${STREAM}/deploy/task`)
  expect(ended.text).toContain('The deployment was canceled')
  expect(ended.headers.get('hx-refresh')).toBe('true')
  expect((await visitor.get(`${STREAM}/preview`)).text).toContain('Put it online')
  const { text } = await visitor.get('/activity')
  expect(text.replace(/<[^>]*>/g, '')).toContain('The iris canceled the deployment of The Lighthouse')
})

test('a config that is wrong says where', async () => {
  const file = join(temporaryFolder('config'), 'director.config.json')
  writeFileSync(file, '{"generators":{"video":{"command":"make film"}}}')
  await expect(enter({ config: file })).rejects.toThrow(
    /director\.config\.json is wrong at generators\.video\.command/,
  )
})

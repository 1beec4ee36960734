import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ProgressTracker, SkeletonWriter } from 'story-monitor'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../support/temporary.ts'
import { run } from '../support/terminal.ts'

function storyWith(title: string, results: readonly string[]): string {
  const folder = temporaryFolder('film')
  mkdirSync(join(folder, 'cards'))
  writeFileSync(join(folder, 'cards', '1.png'), 'a picture')
  const tracker = new ProgressTracker(folder, { jobId: 'film-7' })
  tracker.start('reddit')
  tracker.finish('reddit')
  tracker.close()
  const skeleton = new SkeletonWriter(folder)
  skeleton.begin({ title })
  for (const resultPath of results) skeleton.addAsset({}, { type: 'image', status: 'done', resultPath })
  skeleton.close()
  return folder
}

const dataIn = (html: string, id = 'story-data'): unknown => {
  const json = new RegExp(`<script type="application/json" id="${id}">([^<]*)</script>`).exec(html)?.[1]
  return JSON.parse(json ?? 'null')
}

test('writes one page that holds the state and the media', async () => {
  const folder = storyWith('The Lamp', ['cards/1.png'])
  const output = join(folder, 'report.html')
  expect(await run('report', folder, '-o', output)).toEqual({
    code: 0,
    out: `The report is in ${output}`,
    err: '',
  })
  const html = readFileSync(output, 'utf8')
  expect(dataIn(html)).toMatchObject({
    progress: { job_id: 'film-7', phases: { reddit: 'done' } },
    skeleton: { title: 'The Lamp' },
  })
  expect(dataIn(html, 'story-media')).toEqual({
    'cards/1.png': `data:image/png;base64,${Buffer.from('a picture').toString('base64')}`,
  })
})

test('a title can not break out of its place', async () => {
  const title = '</script><script>window.__xss=1</script><!--$&$`'
  const folder = storyWith(title, [])
  const output = join(folder, 'report.html')
  await run('report', folder, '-o', output)
  const html = readFileSync(output, 'utf8')
  expect(html).not.toContain('window.__xss=1</script>')
  expect(dataIn(html)).toMatchObject({ skeleton: { title } })
})

test('nothing from outside the story folder comes in', async () => {
  const secret = join(temporaryFolder('secret'), 'secret.png')
  writeFileSync(secret, 'canary')
  const folder = storyWith('The Lamp', ['cards/link.png', '../secret.png', secret, '.hidden.png'])
  symlinkSync(secret, join(folder, 'cards', 'link.png'))
  writeFileSync(join(folder, '.hidden.png'), 'canary')
  const output = join(folder, 'report.html')
  expect((await run('report', folder, '-o', output)).code).toBe(0)
  const html = readFileSync(output, 'utf8')
  expect(html).not.toContain(Buffer.from('canary').toString('base64'))
  expect(dataIn(html, 'story-media')).toEqual({})
})

test('without a story there is nothing to report', async () => {
  const folder = temporaryFolder()
  expect(await run('report', folder)).toEqual({
    code: 1,
    out: '',
    err: `There is no _progress.json in ${folder} yet.`,
  })
})

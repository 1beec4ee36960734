import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openAccounts } from 'story-monitor/director'
import { expect, test } from 'vitest'
import { openDatabase } from '../../src/director/store/index.ts'
import { launchBrowser } from '../support/browser.ts'
import { xssPayloads } from '../support/xss-payloads.ts'
import { putKeyframe } from './support/pictures.ts'
import { enter, fieldsOf, PASSWORD, Visitor } from './support/visit.ts'

/** Every text of a stream folder is one of the payloads, keys and ids too. */
function writeHostile(folder: string): void {
  mkdirSync(folder, { recursive: true })
  const all = Object.fromEntries(xssPayloads.map((payload, index) => [`${payload} ${index}`, payload]))
  const [first = ''] = xssPayloads
  const input = {
    title: first,
    story: xssPayloads.map((payload) => ({ title: payload, text: payload })),
    brief: all,
  }
  const segments = xssPayloads.map((payload, index) => ({
    id: index === 0 ? 1 : payload,
    title: payload,
    narrative: payload,
    image_prompt: payload,
    negative_prompt: payload,
    motion_prompt: payload,
  }))
  writeFileSync(join(folder, 'input.json'), JSON.stringify(input))
  writeFileSync(join(folder, 'production.json'), JSON.stringify({ visual_direction: all, segments }))
  writeFileSync(
    join(folder, 'deployment.json'),
    JSON.stringify({
      url: 'javascript:window.__xss=1',
      deployed_by: first,
      deployed_at: first,
      platform: first,
    }),
  )
}

test('no text of a stream folder, and no note, ever runs on any page', async () => {
  const { house, visitor } = await enter()
  writeHostile(join(house.streams, 'hostile'))
  putKeyframe(house.streams, 'hostile', 'segment_1.png', 'x')
  const shot = '/streams/hostile/keyframes/1'
  const seen = fieldsOf((await visitor.get(shot)).text, shot)
  await visitor.post(shot, { ...seen, verdict: 'rejected', note: xssPayloads.join('\n').slice(0, 4000) })
  const [first = ''] = xssPayloads
  const folder = first.replaceAll('/', ' ')
  writeHostile(join(house.streams, folder))
  await visitor.send('/presets', { name: first, text: first })
  const accounts = await openAccounts(house.database)
  await accounts.add({ name: 'otto', displayName: first, password: PASSWORD })
  accounts.close()
  const otto = new Visitor(house)
  await otto.login('otto')
  // All payloads, each where a name of a segment, a file or a field stands in the record.
  const db = await openDatabase(house.database)
  db.transaction(() => {
    for (const payload of xssPayloads)
      for (const kind of ['edited', 'generated', 'changed', payload] as const)
        db.run(
          'INSERT INTO events (at, user_id, kind, stream, segment, detail) VALUES (?, 2, ?, ?, ?, ?)',
          '2026-01-10T12:00:00.000Z',
          kind,
          payload,
          payload,
          kind === 'generated' ? 'keyframe' : payload,
        )
  })
  db.close()

  const browser = await launchBrowser()
  try {
    const context = await browser.newContext()
    await context.addCookies([...visitor.cookies].map(([name, value]) => ({ name, value, url: house.url })))
    const page = await context.newPage()
    const trouble: string[] = []
    page.on('dialog', (dialog) => {
      trouble.push(`dialog ${dialog.message()}`)
      void dialog.dismiss()
    })
    page.on('request', (request) => {
      if (!request.url().startsWith(house.url)) trouble.push(`request ${request.url()}`)
    })
    for (const path of [
      '/',
      `/?q=${encodeURIComponent(first)}`,
      '/activity',
      `/activity?stream=${encodeURIComponent(first)}&person=${encodeURIComponent(first)}`,
      `/activity?before=${encodeURIComponent('2026-01-10T12:00:00.000Z~2~500')}`,
      '/figures',
      '/presets',
      '/account',
      `/streams/${encodeURIComponent(folder)}`,
      '/streams/hostile',
      ...['story', 'spec', 'keyframes', 'keyframes/1', 'preview'].map((tab) => `/streams/hostile/${tab}`),
    ]) {
      await page.goto(house.url + path)
      const ran = await page.evaluate(() => Reflect.get(window, '__xss') ?? 'nothing')
      expect([path, ran, page.url()]).toEqual([path, 'nothing', house.url + path])
    }
    await page.goto(`${house.url}/new`)
    for (const field of ['Title', 'Name of the folder', 'Language', 'Style', 'Tone', 'References', 'Notes'])
      await page.getByLabel(field).fill(xssPayloads.join('\n'))
    await page.getByRole('button', { name: 'Make the stream' }).click()
    await page.getByText('fields need a look').waitFor()
    expect(await page.getByLabel('Notes').inputValue()).toContain(first)
    expect(await page.evaluate(() => Reflect.get(window, '__xss') ?? 'nothing')).toBe('nothing')
    await page.goto(`${house.url}/streams/hostile/spec`)
    expect(await page.locator('text=<script>window.__xss=1</script>').count()).toBeGreaterThan(0)
    expect(trouble).toEqual([])
  } finally {
    await browser.close()
  }
}, 180_000)

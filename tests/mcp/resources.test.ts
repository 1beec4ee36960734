import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { aWorkspace, reportOf, SCENE } from '../generation/support/workspace.ts'
import { until } from '../support/until.ts'
import { connect, connected } from './support/client.ts'

const URI = `generation://${SCENE}`

test('the state files are resources: listed, read as they are on disk, and completed', async () => {
  const { workspace, completedUpTo, text, put } = aWorkspace()
  completedUpTo(2)
  put('workspace/generation-state-0101.json', '{ torn')
  const client = await connect(workspace)
  const { resources } = await client.listResources()
  expect(resources.map(({ uri, title }) => [uri, title])).toEqual([
    [URI, 'Scene 0204: IN_PROGRESS'],
    ['generation://0101', 'Scene 0101: corrupted'],
  ])
  const { contents } = await client.readResource({ uri: URI })
  expect(contents).toMatchObject([{ uri: URI, mimeType: 'application/json', text: text() }])
  const { resourceTemplates } = await client.listResourceTemplates()
  expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual(['generation://{scene_id}'])
  const { completion } = await client.complete({
    ref: { type: 'ref/resource', uri: 'generation://{scene_id}' },
    argument: { name: 'scene_id', value: '02' },
  })
  expect(completion.values).toEqual([SCENE])
})

test.each([
  'generation://0999',
  'generation://../../etc/passwd',
  'generation://02 04',
  'generation://٠٢٠٤',
  'file:///etc/passwd',
])('the resource %s is not there', async (uri) => {
  const { workspace, completedUpTo } = aWorkspace()
  completedUpTo(0)
  const client = await connected(workspace)
  await expect(client.readResource({ uri })).rejects.toThrow(/not found|invalid/i)
})

test('a client that subscribed to a scene is told when anybody changes it, and of no other scene', async () => {
  const { workspace, store, completedUpTo } = aWorkspace()
  completedUpTo(0)
  reportOf(store.start('0305', { blueprintPath: 'b.md' }))
  const client = await connect(workspace)
  const updated: string[] = []
  client.setNotificationHandler('notifications/resources/updated', ({ params }) => {
    updated.push(params.uri)
  })
  await client.subscribeResource({ uri: URI })
  await until('a notice of the change', () => {
    reportOf(store.logQuestion('0305', { question: 'q', answer: 'a' }))
    reportOf(store.logQuestion(SCENE, { question: 'q', answer: 'a' }))
    return updated.length > 1
  })
  expect(new Set(updated)).toEqual(new Set([URI]))
  await client.unsubscribeResource({ uri: URI })
})

test.each(['generation://', 'generation://02', 'generation://../0204', 'file:///etc/passwd', 'anything'])(
  'nobody can subscribe to %s, which never changes',
  async (uri) => {
    const client = await connected(aWorkspace().workspace)
    await expect(client.subscribeResource({ uri })).rejects.toThrow(/not found/i)
  },
)

test('a client of the newer protocol listens with a filter', async () => {
  const { workspace, store, completedUpTo } = aWorkspace()
  completedUpTo(0)
  const client = await connect(workspace, { versionNegotiation: { mode: 'auto' } })
  const seen = { updated: new Set<string>(), lists: 0 }
  client.setNotificationHandler('notifications/resources/updated', ({ params }) => {
    seen.updated.add(params.uri)
  })
  client.setNotificationHandler('notifications/resources/list_changed', () => {
    seen.lists += 1
  })
  await client.listen({ resourcesListChanged: true, resourceSubscriptions: [URI] })
  await until('a notice of the change', () => {
    reportOf(store.logQuestion(SCENE, { question: 'q', answer: 'a' }))
    return seen.updated.has(URI)
  })
  reportOf(store.start('0305', { blueprintPath: 'b.md' }))
  await until('a notice of the new scene', () => seen.lists > 0)
  expect(seen.updated).toEqual(new Set([URI]))
})

test('scenes that come and go are told, also in a workspace that was not there at first', async () => {
  const { workspace, store, file } = aWorkspace()
  const client = await connect(workspace)
  let lists = 0
  client.setNotificationHandler('notifications/resources/list_changed', () => {
    lists += 1
  })
  reportOf(store.start(SCENE, { blueprintPath: 'b.md' }))
  await until('a notice of the new scene', () => lists > 0)
  const before = lists
  await until('a notice that it went', () => {
    rmSync(file, { force: true })
    return lists > before
  })
  writeFileSync(file, 'torn')
  expect((await client.listResources({}, { cacheMode: 'refresh' })).resources).toHaveLength(1)
})

test('a workspace that goes away and comes back is watched again', async () => {
  const { workspace, store, completedUpTo } = aWorkspace()
  completedUpTo(0)
  const client = await connected(workspace)
  let updates = 0
  client.setNotificationHandler('notifications/resources/updated', () => {
    updates += 1
  })
  await client.subscribeResource({ uri: URI })
  renameSync(workspace, `${workspace}-away`)
  mkdirSync(workspace)
  completedUpTo(0)
  await until('a notice from the new folder', () => updates > 0)
  const before = updates
  await until('a notice of a change in it', () => {
    reportOf(store.logQuestion(SCENE, { question: 'q', answer: 'a' }))
    return updates > before
  })
})

import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { ProgressTracker, type TaskHandle } from 'story-monitor'
import { encodePng } from '../story-pipeline/png.ts'
import { type Character, readBlueprint } from './blueprint.ts'
import { writeFilm } from './film.ts'
import { drawPortrait } from './portrait.ts'
import { composeGrid, composePoster, dissolve } from './sheet.ts'

/*
 * A show of six characters in the eight steps of the `show` workflow, without a network: dossiers, portraits, videos,
 * a grid, a poster and a trailer. Two portraits fail at first and are drawn again.
 * Usage: tsx examples/show-pipeline/main.ts <folder> [--fast]
 */
const [folderName, ...flags] = process.argv.slice(2)
if (folderName === undefined || folderName.startsWith('-')) {
  console.error('Say which folder the show goes into: show-pipeline <folder> [--fast]')
  process.exit(2)
}
const folder = resolve(folderName)
const pause = (milliseconds: number) => wait(flags.includes('--fast') ? 0 : milliseconds)
for (const kind of ['dossiers', 'portraits', 'videos']) mkdirSync(join(folder, kind), { recursive: true })

const tracker = new ProgressTracker(folder, { jobId: 'the-last-ferry', workflow: 'show' })
tracker.ensureViewer()
console.log(`The show goes into ${folder}. Watch it from another terminal:`)
console.log(`  node dist/cli.js serve ${folder}\n  node dist/cli.js watch ${folder}`)

const show = await tracker.run('show-generation', async () => {
  await pause(1500)
  return readBlueprint()
})
const { characters } = show
const options = { showId: show.id, label: (character: Character) => character.name }

await tracker.run('character-seeds', async () => {
  tracker.step('Six people, one missed boat')
  await pause(1000)
})

await tracker.mapTasks('character-dossier', characters, writeDossier, { ...options, concurrency: 3 })

/** The first light is too weak for these two: their portraits fail, once. */
const dim = new Set(['juno', 'pell'])
const retried = new Set<string>()
try {
  await tracker.mapTasks('portrait', characters, paintPortrait, { ...options, concurrency: 2 })
} catch (error) {
  tracker.step(error instanceof Error ? error.message : String(error))
  await pause(2500)
  const failed = characters.filter((character) => retried.has(character.id))
  await tracker.mapTasks('portrait', failed, paintPortrait, options)
}

await tracker.mapTasks('video', characters, filmPortrait, { ...options, concurrency: 2 })

const portraits = characters.map((character) => drawPortrait(character))

await single('portrait-grid', 'portraits.png', async (path) => {
  writeFileSync(path, encodePng(composeGrid(portraits)))
})
await single('library-poster', 'poster.png', async (path) => {
  writeFileSync(path, encodePng(composePoster(portraits, show.title, show.logline)))
})
await tracker.run('trailer', async () => {
  const task = tracker.task({ type: 'trailer', showId: show.id, label: show.title })
  const frames = portraits.flatMap((portrait, index) => {
    const next = portraits[(index + 1) % portraits.length] ?? portrait
    return [0, 0.25, 0.5, 0.75].map((at) => dissolve(portrait, next, at))
  })
  task.progress(60)
  await pause(1500)
  task.succeed({ outputUrl: `trailer.${await writeFilm(frames, join(folder, 'trailer'))}` })
})

tracker.complete()
tracker.close()
console.log(`Done: ${join(folder, 'portraits.png')}, poster.png and the trailer are beside it.`)

async function writeDossier(character: Character, task: TaskHandle): Promise<void> {
  const path = `dossiers/${character.id}.txt`
  task.progress(30)
  await pause(900)
  const lines = [
    character.name,
    character.role,
    '',
    `Wants ${character.wants}.`,
    `Hides ${character.hides}.`,
    '',
  ]
  writeFileSync(join(folder, path), lines.join('\n'))
  task.update({ outputUrl: path })
}

async function paintPortrait(character: Character, task: TaskHandle): Promise<void> {
  task.progress(20)
  await pause(1200)
  if (dim.delete(character.id)) {
    retried.add(character.id)
    throw new Error(`${character.name}: the light went out`)
  }
  const path = `portraits/${character.id}.png`
  writeFileSync(join(folder, path), encodePng(drawPortrait(character)))
  task.update({ outputUrl: path })
}

async function filmPortrait(character: Character, task: TaskHandle): Promise<void> {
  const frames = []
  for (let index = 0; index < 12; index++) {
    frames.push(drawPortrait(character, index / 12))
    task.progress(Math.round((index / 12) * 90))
    await pause(220)
  }
  const ending = await writeFilm(frames, join(folder, 'videos', character.id))
  task.update({ outputUrl: `videos/${character.id}.${ending}` })
}

/** A step that makes one thing. */
async function single(type: string, path: string, make: (path: string) => Promise<void>): Promise<void> {
  await tracker.run(type, async () => {
    const task = tracker.task({ type, showId: show.id, label: show.title })
    await pause(1200)
    await make(join(folder, path))
    task.succeed({ outputUrl: path })
  })
}

import { StoryMonitorError } from '../../errors.ts'
import { parseJson, readInside, type Stamp, sameStamp, stampOf } from '../../files/index.ts'
import { firstText, isLoose, type Loose, listOf, looseOf } from './loose.ts'
import { type MediaFile, type MediaKind, mediaIn } from './media.ts'
import { hashOf, type Segment, type Spec, specOf } from './spec.ts'
import { type Story, storyOf } from './story.ts'

export const INPUT_FILE = 'input.json'
export const PRODUCTION_FILE = 'production.json'
export const DEPLOYMENT_FILE = 'deployment.json'
const MAX_BYTES = 32 * 1024 * 1024

export type Deployment = { url?: string; at?: string; by?: string; platform?: string }

/** A stream as its folder is now. What could not be read stands in `problems`, in words. */
export type Stream = {
  /** The folder's name. */
  name: string
  folder: string
  title: string
  story: Story
  storyHash: string
  /** Undefined while there is no readable production.json. */
  spec?: Spec
  specHash?: string
  media(kind: MediaKind, segment: Segment): MediaFile | undefined
  /** Whether there is a file of that name, without a look at it: for lists of many streams. */
  hasMedia(kind: MediaKind, segment: Segment): boolean
  deployment?: Deployment
  problems: readonly string[]
}

/** What stands in the files of a stream; the media are looked at each time. */
type Texts = Omit<Stream, 'media' | 'hasMedia'>

/** What was read last, as long as the files' stamps say that nothing changed: the list reads thousands of streams. */
const kept = new Map<string, { stamps: readonly (Stamp | undefined)[]; texts: Texts }>()
const MAX_KEPT = 5000

/**
 * Reads a stream folder. It never throws for what stands in the files: a broken one is a problem that the page shows.
 *
 * @param root the folder of streams
 * @param name the stream's folder in it
 * @example readStream('/pipeline/streams', 'the-lighthouse').title // 'The Lighthouse That Listened'
 */
export function readStream(root: string, name: string): Stream {
  const folder = `${root}/${name}`
  const stamps = [INPUT_FILE, PRODUCTION_FILE, DEPLOYMENT_FILE].map((file) => stampOf(`${folder}/${file}`))
  const known = kept.get(folder)
  const isSame = known?.stamps.every(
    (stamp, index) => stamp === stamps[index] || sameStamp(stamp, stamps[index]),
  )
  const texts = known !== undefined && isSame ? known.texts : readTexts(root, name)
  if (texts !== known?.texts) {
    // The oldest goes first.
    for (const oldest of kept.size < MAX_KEPT ? [] : [...kept.keys()].slice(0, 1)) kept.delete(oldest)
    kept.set(folder, { stamps, texts })
  }
  const media = mediaIn(folder)
  return {
    ...texts,
    problems: [...texts.problems, ...media.problems()],
    media: (kind, segment) => media.file(kind, segment.key),
    hasMedia: (kind, segment) => media.has(kind, segment.key),
  }
}

function readTexts(root: string, name: string): Texts {
  const problems: string[] = []
  const read = (file: string): Loose | undefined => {
    try {
      const path = `${name}/${file}`
      const found = readInside(root, path, { maxBytes: MAX_BYTES, calledAs: path })
      if (found === undefined) return undefined
      const value = parseJson(found.bytes, path)
      if (isLoose(value)) return value
      problems.push(`${path} holds ${kindOf(value)}, not an object { … } as it should.`)
      return undefined
    } catch (error) {
      if (!(error instanceof StoryMonitorError)) throw error
      problems.push(error.message)
      return undefined
    }
  }
  const input = read(INPUT_FILE)
  const production = read(PRODUCTION_FILE)
  const deployment = read(DEPLOYMENT_FILE)
  problems.push(...segmentProblems(production ?? {}, `${name}/${PRODUCTION_FILE}`))
  if (input === undefined && problems.length === 0) problems.push(`${name}/${INPUT_FILE} is missing.`)
  const story = storyOf(input ?? looseOf(production?.['input']))
  return {
    name,
    folder: `${root}/${name}`,
    title: titleOf(production ?? {}) ?? titleOf(input ?? {}) ?? name,
    story,
    storyHash: hashOf(JSON.stringify(story)),
    ...(production === undefined
      ? {}
      : { spec: specOf(production), specHash: hashOf(JSON.stringify(production)) }),
    ...(deployment === undefined ? {} : { deployment: deploymentOf(deployment) }),
    problems,
  }
}

/** Segments that can't be read as such would be missing without a word. */
function segmentProblems(production: Loose, path: string): string[] {
  const { segments } = production
  if (segments === undefined || segments === null) return []
  if (!Array.isArray(segments))
    return [`The segments of ${path} are ${kindOf(segments)}, not a list [ … ] as they should be.`]
  const wrong = listOf(segments).findIndex((segment) => !isLoose(segment))
  if (wrong < 0) return []
  return [`Segment ${wrong + 1} in ${path} is ${kindOf(segments[wrong])}, not an object, and is passed over.`]
}

const kindOf = (value: unknown): string => {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  return isLoose(value) ? 'an object' : `a ${typeof value === 'string' ? 'text' : typeof value}`
}

const titleOf = (file: Loose): string | undefined =>
  firstText(looseOf(file['stream']), ['title'])?.text ?? firstText(file, ['title'])?.text

function deploymentOf(file: Loose): Deployment {
  const url = firstText(file, ['url'])?.text
  const at = firstText(file, ['deployed_at'])?.text
  const by = firstText(file, ['deployed_by'])?.text
  const platform = firstText(file, ['platform'])?.text
  return {
    ...(url === undefined ? {} : { url }),
    ...(at === undefined ? {} : { at }),
    ...(by === undefined ? {} : { by }),
    ...(platform === undefined ? {} : { platform }),
  }
}

import { mkdirSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'
import { StoryMonitorError } from '../../errors.ts'
import { systemCode, systemReason, writeFileAtomic } from '../../files/index.ts'
import { INPUT_FILE } from './stream.ts'

/** What a new stream begins with. */
export type NewStream = {
  /** The name of its folder. */
  name: string
  title: string
  story: string
  /** Empty ones are left out of the file. */
  language: string
  style: string
  tone: string
  references: string
  notes: string
  /** Who asked for it, as people know them. */
  by: string
}

const NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,79}$/u

/** Why a name can't be a stream's, in words, or nothing. */
export function nameProblem(name: string): string | undefined {
  if (name === '') return 'Give the folder a name.'
  if (!NAME.test(name)) {
    return 'Take letters, digits, spaces and . _ - only, beginning with a letter or a digit, 80 at most.'
  }
  return /[ .]$/.test(name) ? 'The name can not end in a space or a dot.' : undefined
}

/**
 * A folder's name from a title, for those who don't want to think of one.
 *
 * @example nameFrom('The Salt Road!') // 'the-salt-road'
 */
export const nameFrom = (title: string): string =>
  title
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
    .replace(/-+$/, '')

/**
 * Makes the folder of a new stream with its input.json. A folder that is there already is left alone.
 *
 * @throws StoryMonitorError INVALID_ARGUMENT when the name can't be used or is taken; WRITE_FAILED, and then there is
 * no folder
 * @example createStream('/pipeline/streams', { name: 'the-salt-road', title: 'The Salt Road', story: 'Every spring …', … })
 */
export function createStream(root: string, stream: NewStream): void {
  const problem = nameProblem(stream.name)
  if (problem !== undefined) throw new StoryMonitorError('INVALID_ARGUMENT', problem)
  const folder = join(root, stream.name)
  try {
    // Makes it or fails: of two people who take one name at the same moment, one is told.
    mkdirSync(folder)
  } catch (cause) {
    if (systemCode(cause) === 'EEXIST') {
      const message = `There is a folder ${stream.name} already. Take another name.`
      throw new StoryMonitorError('INVALID_ARGUMENT', message, { cause })
    }
    const message = `The folder ${stream.name} can't be made: ${systemReason(cause)}.`
    throw new StoryMonitorError('WRITE_FAILED', message, { cause })
  }
  try {
    writeFileAtomic(join(folder, INPUT_FILE), `${JSON.stringify(inputOf(stream), null, 2)}\n`, {
      flush: true,
    })
  } catch (error) {
    rmdirSync(folder)
    throw error
  }
}

function inputOf({ name, title, story, language, style, by, ...given }: NewStream): object {
  const tone = given.tone.split(',').map((word) => word.trim())
  const brief = {
    ...(given.tone === '' ? {} : { tone: tone.filter((word) => word !== '') }),
    ...(given.references === '' ? {} : { references: given.references }),
    ...(given.notes === '' ? {} : { notes: given.notes }),
  }
  return {
    id: name,
    title,
    ...(language === '' ? {} : { language }),
    story,
    ...(style === '' ? {} : { style }),
    ...(Object.keys(brief).length === 0 ? {} : { brief }),
    created_at: new Date().toISOString(),
    created_by: by,
  }
}

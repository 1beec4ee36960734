import { randomBytes } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { StoryMonitorError } from '../../errors.ts'
import type { Job } from '../queue/index.ts'
import { sourceOf } from '../review/index.ts'
import { type Run, runCommand } from '../run/index.ts'
import type { Made } from '../store/index.ts'
import { contentHash, type MediaKind, readStream } from '../streams/index.ts'
import { checkMedia } from './check-media.ts'
import type { Generator } from './config.ts'
import { publish, workFolder } from './publish.ts'

/** A command under way, and what is done with what it made. */
export type Work = {
  run: Run
  /** Puts what the command made in its place. @throws StoryMonitorError when it made nothing that can be used */
  complete(lastLines: string): Made
  /** Takes away what is left of it. */
  clear(): void
}

/**
 * Starts the generator for one file, with the prompts of now.
 *
 * @throws StoryMonitorError NOT_FOUND when the segment, or the keyframe of a video, isn't there
 */
export function beginFile(root: string, job: Job, kind: MediaKind, generator: Generator): Work {
  const stream = readStream(root, job.stream)
  const segment = stream.spec?.segments.find(({ key }) => key === job.segment)
  if (segment === undefined) throw gone('The segment is not in production.json any more.')
  const keyframe = stream.media('keyframe', segment)
  if (kind === 'video' && keyframe === undefined) {
    throw gone('The video needs a keyframe, and there is none yet.')
  }
  const prompt = kind === 'keyframe' ? segment.image.value : segment.motion.value
  const base = join(workFolder(root, job.stream, kind), `${job.id}-${randomBytes(4).toString('hex')}`)
  const output = `${base}.${kind === 'keyframe' ? 'png' : 'mp4'}`
  const promptFile = `${base}.txt`
  const places: Readonly<Record<string, string>> = {
    output,
    prompt_file: promptFile,
    keyframe: keyframe === undefined ? '' : join(stream.folder, keyframe.path),
    spec_file: join(stream.folder, 'production.json'),
    stream: job.stream,
    segment: job.segment,
  }
  const argv = generator.command.map((word) =>
    word.replaceAll(/\{(\w+)\}/g, (all, name: string) =>
      Object.hasOwn(places, name) ? (places[name] ?? '') : all,
    ),
  )
  // Told before it runs: what changes meanwhile was not what it was made from.
  const sourceHash = sourceOf(kind, segment, () => contentHash(stream.folder, keyframe?.path ?? '') ?? '')
  const clear = () => {
    for (const path of [output, promptFile]) rmSync(path, { force: true })
  }
  try {
    if (generator.prompt === 'file') writeFileSync(promptFile, prompt, { flag: 'wx' })
    const input = generator.prompt === 'stdin' ? prompt : ''
    const timeoutMs = generator.timeout_seconds * 1000
    return {
      run: runCommand(argv, { input, cwd: stream.folder, timeoutMs }),
      complete: () => ({
        kind: 'file',
        fileHash: publish(root, job.stream, kind, job.segment, {
          made: output,
          ending: checkMedia(output, kind),
        }),
        sourceHash,
      }),
      clear,
    }
  } catch (error) {
    clear()
    throw error
  }
}

const gone = (message: string) => new StoryMonitorError('NOT_FOUND', message)

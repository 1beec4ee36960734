import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { StoryMonitorError } from '../../errors.ts'
import { systemCode, systemReason } from '../../files/index.ts'
import type { Job } from '../queue/index.ts'
import { sourceOf } from '../review/index.ts'
import { type Run, runCommand } from '../run/index.ts'
import type { Made } from '../store/index.ts'
import { contentHash, type MediaKind, readStream } from '../streams/index.ts'
import { checkMedia } from './check-media.ts'
import type { Generator } from './config.ts'
import { publish, workFolder } from './publish.ts'
import { sweepWork, takeAway, workName } from './work-files.ts'

/** A command under way, and what is done with what it made. */
export type Work = {
  run: Run
  /** Puts what the command made in its place. @throws StoryMonitorError when it made nothing that can be used */
  complete(lastLines: string): Made
  /** Takes away what is left of it. @throws StoryMonitorError WRITE_FAILED */
  clear(): void
}

/**
 * Starts the generator for one file, with the prompts of now.
 *
 * @throws StoryMonitorError NOT_FOUND when the segment, or the keyframe of a video, isn't there
 */
export function beginFile(
  root: string,
  job: Job,
  kind: MediaKind,
  generator: Generator,
  onWarning: (message: string) => void,
): Work {
  const stream = readStream(root, job.stream)
  const segment = stream.spec?.segments.find(({ key }) => key === job.segment)
  if (segment === undefined) throw gone('The segment is not in production.json any more.')
  const keyframe = stream.media('keyframe', segment)
  if (kind === 'video' && keyframe === undefined) {
    throw gone('The video needs a keyframe, and there is none yet.')
  }
  const prompt = kind === 'keyframe' ? segment.image.value : segment.motion.value
  const folder = workFolder(root, job.stream, kind)
  sweepWork(folder, onWarning)
  const base = workName(String(job.id))
  const output = join(folder, `${base}.${kind === 'keyframe' ? 'png' : 'mp4'}`)
  const promptFile = join(folder, `${base}.txt`)
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
  const clear = () => takeAway(folder, base)
  const complete = (): Made => {
    const made = { made: output, ending: checkMedia(output, kind) }
    try {
      return { kind: 'file', fileHash: publish(root, job.stream, kind, job.segment, made), sourceHash }
    } catch (cause) {
      if (systemCode(cause) === undefined) throw cause
      const message = `What was made can't be put in its place: ${systemReason(cause)}.`
      throw new StoryMonitorError('WRITE_FAILED', message, { cause })
    }
  }
  try {
    if (generator.prompt === 'file') writeFileSync(promptFile, prompt, { flag: 'wx' })
    const input = generator.prompt === 'stdin' ? prompt : ''
    const timeoutMs = generator.timeout_seconds * 1000
    return { run: runCommand(argv, { input, cwd: stream.folder, timeoutMs }), complete, clear }
  } catch (error) {
    clear()
    throw error
  }
}

const gone = (message: string) => new StoryMonitorError('NOT_FOUND', message)

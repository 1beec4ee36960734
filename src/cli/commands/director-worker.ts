import { createDirectorWorker } from '../../director/index.ts'
import type { Terminal } from '../terminal.ts'
import { existingFolder } from '../usage.ts'

/** Carries out the tasks of a dashboard on another machine until the person ends it. */
export async function runDirectorWorker(
  options: { streams: string; queue: string; config?: string },
  terminal: Terminal,
): Promise<number> {
  const streams = existingFolder(options.streams)
  const stopped = terminal.stopped()
  const worker = await createDirectorWorker({
    streams,
    queue: options.queue,
    ...(options.config === undefined ? {} : { config: options.config }),
    onWarning: (message) => terminal.err(message),
  })
  terminal.out(`Ready to make ${worker.carriesOut.join(', ')} (Ctrl+C ends it)`)
  const code = await stopped
  await worker.close()
  return code
}

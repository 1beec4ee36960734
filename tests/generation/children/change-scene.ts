import { StoryMonitorError } from '../../../src/errors.ts'
import { GenerationStore } from '../../../src/generation/index.ts'

/** Tries every changing call on a scene in a folder that can't be written, and tells what each of them said. */
const [workspace = '', sceneId = '', answer = 'a', user = 'self'] = process.argv.slice(2)
if (user === 'nobody' && process.getuid?.() === 0) process.setuid?.(65534)
const store = new GenerationStore(workspace)

function told(call: () => unknown): unknown {
  try {
    return call()
  } catch (error) {
    if (!(error instanceof StoryMonitorError)) throw error
    return { code: error.code, message: error.message }
  }
}

process.stdout.write(
  JSON.stringify({
    change: told(() =>
      store.completeStep(sceneId, 2, { durationSeconds: 1, metadata: { long: answer.repeat(200_000) } }),
    ),
    start: told(() =>
      store.start('0999', { blueprintPath: 'b.md', metadata: { long: answer.repeat(200_000) } }),
    ),
    status: told(() => store.status(sceneId).ok),
  }),
)

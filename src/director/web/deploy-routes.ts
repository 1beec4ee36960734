import { StoryMonitorError } from '../../errors.ts'
import { deployStream } from '../generate/index.ts'
import { PreviewPage } from '../pages/preview.tsx'
import { streamHref } from '../pages/streams.tsx'
import { mediaJudge, overviewOf } from '../review/index.ts'
import { addDeployment, deploymentsOf } from '../store/index.ts'
import { type Answer, html, seeOther } from './answer.ts'
import type { PersonCall, Route } from './context.ts'
import { type StreamCall, streamIn } from './stream-call.ts'

/** What stands between a stream and its audience: every checkpoint that isn't approved whole. */
function openIn(call: PersonCall, { stream, decisions }: StreamCall): string[] {
  const { checkpoints } = overviewOf(call.db, stream, decisions)
  const missing = checkpoints
    .filter(({ approved, total }) => approved < total)
    .map(({ label, approved, total }) => `${label.toLowerCase()} (${approved} of ${total} approved)`)
  return stream.spec === undefined || stream.spec.segments.length === 0
    ? [...missing, 'there are no segments']
    : missing
}

function preview(call: PersonCall, error?: string): Answer {
  const found = streamIn(call)
  const { stream, decided, viewer } = found
  const judge = mediaJudge(call.db, stream, decided)
  const items = (stream.spec?.segments ?? []).map((segment) => {
    const video = judge('video', segment)
    return video.file === undefined ? judge('keyframe', segment) : video
  })
  const page = PreviewPage({
    viewer,
    stream,
    items,
    log: deploymentsOf(call.db, stream.name),
    open: openIn(call, found),
    canDeploy: call.deploy !== undefined,
    ...(error === undefined ? {} : { error }),
  })
  return html(page, error === undefined ? 200 : 422)
}

const underWay = new Set<string>()

async function deploy(call: PersonCall): Promise<Answer> {
  const found = streamIn(call)
  const { name, folder } = found.stream
  const open = openIn(call, found)
  if (open.length > 0) return preview(call, `Nothing was deployed: ${open.join(' · ')}.`)
  if (call.deploy === undefined) return preview(call, 'No deploy command is set up in director.config.json.')
  if (underWay.has(folder))
    return preview(call, 'It is being deployed already. Load the page again in a moment.')
  underWay.add(folder)
  try {
    const { url, at } = await deployStream(call.root, name, call.deploy, call.person.displayName)
    addDeployment(call.db, { stream: name, url, platform: call.deploy.platform, userId: call.person.id, at })
  } catch (error) {
    if (error instanceof StoryMonitorError) return preview(call, error.message)
    throw error
  } finally {
    underWay.delete(folder)
  }
  return seeOther(streamHref(name, 'preview'))
}

export const deployRoutes: readonly Route[] = [
  { method: 'GET', path: '/streams/:stream/preview', access: 'viewer', handle: (call) => preview(call) },
  { method: 'POST', path: '/streams/:stream/deploy', access: 'director', handle: deploy },
]

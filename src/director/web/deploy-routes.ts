import { Refusal } from '../../http/index.ts'
import { DeployWatch } from '../pages/deployment.tsx'
import { PreviewPage } from '../pages/preview.tsx'
import { streamHref } from '../pages/streams.tsx'
import { isActive } from '../pages/task.tsx'
import { mediaJudge, overviewOf } from '../review/index.ts'
import { deploymentsOf, type Task, tasks } from '../store/index.ts'
import type { Stream } from '../streams/index.ts'
import { type Answer, fragment, html, seeOther } from './answer.ts'
import type { PersonCall, Route } from './context.ts'
import { meansOf } from './means.ts'
import { type StreamCall, streamIn } from './stream-call.ts'

/** What stands between a stream and its audience: every checkpoint that isn't approved whole. */
function openIn(call: PersonCall, { stream, decisions }: StreamCall): string[] {
  const { checkpoints } = overviewOf(call.db, stream, decisions, meansOf(call))
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
  const deployment = {
    task: lastDeploy(call, stream),
    log: deploymentsOf(call.db, stream.name),
    open: openIn(call, found),
    canDeploy: call.deploy !== undefined,
    ...(error === undefined ? {} : { error }),
  }
  return html(PreviewPage({ viewer, stream, items, deployment }), error === undefined ? 200 : 422)
}

const lastDeploy = (call: PersonCall, { name }: Stream): Task | undefined =>
  tasks.lastTask(call.db, { stream: name, segment: '', kind: 'deploy' })

async function deploy(call: PersonCall): Promise<Answer> {
  const found = streamIn(call)
  const { name } = found.stream
  const open = openIn(call, found)
  if (open.length > 0) return preview(call, `Nothing was deployed: ${open.join(' · ')}.`)
  if (call.deploy === undefined) return preview(call, 'No deploy command is set up in director.config.json.')
  await call.queue.enqueue([{ stream: name, segment: '', kind: 'deploy' }], call.person.id)
  return seeOther(streamHref(name, 'preview'))
}

/** The lines of a deployment under way; when it has ended, the whole page is asked for. */
function watchDeploy(call: PersonCall): Answer {
  const { stream, viewer } = streamIn(call)
  const task = lastDeploy(call, stream)
  const node = DeployWatch({ viewer, stream, task })
  if (node === null) throw new Refusal(404, 'This was never deployed from here.', 'Look at the preview.')
  return fragment(node, isActive(task) ? [] : ['HX-Refresh', 'true'])
}

export const deployRoutes: readonly Route[] = [
  { method: 'GET', path: '/streams/:stream/preview', access: 'viewer', handle: (call) => preview(call) },
  { method: 'POST', path: '/streams/:stream/deploy', access: 'director', handle: deploy },
  { method: 'GET', path: '/streams/:stream/deploy/task', access: 'viewer', handle: watchDeploy },
]

import type { VNode } from 'preact'
import type { DeploymentEntry, Task } from '../store/index.ts'
import type { Stream } from '../streams/index.ts'
import { Notice, Token } from './layout.tsx'
import { mayDecide, Time, type Viewer } from './parts.tsx'
import { streamHref } from './streams.tsx'
import { CancelTask, isActive } from './task.tsx'

/** What a stream's way to its audience looks like. */
export type Deployment = {
  /** The newest deployment, under way or ended. */
  task: Task | undefined
  log: readonly DeploymentEntry[]
  /** What still has to be approved, in words; empty when it may be deployed. */
  open: readonly string[]
  /** Whether a deploy command is set up. */
  canDeploy: boolean
  error?: string
}

/** Checkpoint 5: putting the stream online, what came of it, and every time before. */
export function DeploymentCard(props: { viewer: Viewer; stream: Stream; deployment: Deployment }): VNode {
  const { viewer, stream, deployment } = props
  const { task, log, open, canDeploy, error } = deployment
  const mayDeploy = open.length === 0 && canDeploy && mayDecide(viewer) && !isActive(task)
  return (
    <section class="card" aria-label="Deployment">
      {error !== undefined && <Notice tone="bad">{error}</Notice>}
      {open.length > 0 && <p>Before it can be deployed: {open.join(' · ')}.</p>}
      {open.length === 0 && !canDeploy && (
        <p>Everything is approved. To deploy from here, set up a deploy command in director.config.json.</p>
      )}
      {mayDeploy && (
        <details class="ask">
          <summary class="button primary">{deployWord(stream, task)}…</summary>
          <p>
            “{stream.title}” with {stream.spec?.segments.length ?? 0} segments goes online, where everybody
            can see it{stream.deployment !== undefined && ', in the place of what is online now'}.
          </p>
          <form method="post" action={streamHref(stream.name, 'deploy')}>
            <Token value={viewer.formToken} />
            <button type="submit" class="primary">
              Put it online
            </button>
          </form>
        </details>
      )}
      <DeployWatch viewer={viewer} stream={stream} task={task} />
      <Online stream={stream} />
      {log.length > 0 && (
        <details class="history">
          <summary>Deployments so far ({log.length})</summary>
          <ol reversed>
            {log.map((entry) => (
              <li key={`${entry.at} ${entry.url}`}>
                <Time at={entry.at} /> by {entry.by} ·{' '}
                {entry.fault === '' ? <Address url={entry.url} /> : <>failed: {entry.fault}</>}
              </li>
            ))}
          </ol>
        </details>
      )}
    </section>
  )
}

const deployWord = (stream: Stream, task: Task | undefined): string => {
  if (task?.status === 'failed') return 'Try again'
  return stream.deployment === undefined ? 'Deploy' : 'Deploy again'
}

const WORDS: Readonly<Record<Task['status'], string>> = {
  queued: 'Waiting to be deployed…',
  running: 'Deploying…',
  done: 'Deployed',
  failed: 'The deployment failed',
  canceled: 'The deployment was canceled',
}

/** Follows a deployment line by line; when it has ended the page is loaded again. */
export function DeployWatch(props: { viewer: Viewer; stream: Stream; task: Task | undefined }): VNode | null {
  const { viewer, stream, task } = props
  if (task === undefined) return null
  const following = isActive(task)
    ? {
        'hx-get': streamHref(stream.name, 'deploy', 'task'),
        'hx-trigger': 'follow, every 2s',
        'hx-swap': 'outerHTML',
      }
    : {}
  return (
    <div class="watch" {...following}>
      <div class={`task ${task.status}`} role="status">
        <span>
          {WORDS[task.status]}, asked for by {task.by}
        </span>
        {task.status === 'running' && (
          <progress max={100} value={task.progress || undefined} aria-label="Deploying" />
        )}
        {task.message !== '' && <pre class="message">{task.message}</pre>}
        <CancelTask viewer={viewer} task={task} />
      </div>
    </div>
  )
}

function Online({ stream }: { stream: Stream }): VNode | null {
  const { deployment } = stream
  if (deployment === undefined) return null
  return (
    <p>
      Online{deployment.platform !== undefined && ` on ${deployment.platform}`}
      {deployment.at !== undefined && (
        <>
          {' since '}
          <Time at={deployment.at} />
        </>
      )}
      {deployment.by !== undefined && ` by ${deployment.by}`}
      {deployment.url !== undefined && (
        <>
          : <Address url={deployment.url} />
        </>
      )}
    </p>
  )
}

/** Only addresses of the web become links; everything else is shown as the text it is. */
const Address = ({ url }: { url: string }): VNode =>
  /^https?:\/\/\S+$/i.test(url) && URL.canParse(url) ? (
    <a href={url} rel="noopener noreferrer" target="_blank">
      {url}
    </a>
  ) : (
    <span>{url}</span>
  )

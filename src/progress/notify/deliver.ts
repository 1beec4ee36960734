import { spawn } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import type { StoryEvent } from './events.ts'
import type { NotifyOptions } from './options.ts'

export type Delivery = { by: 'webhook' | 'desktop' | 'command'; ok: boolean; detail: string }

const WEBHOOK_TIMEOUT_MS = 10_000
/** The pauses before a webhook is asked again, in ms. */
const WEBHOOK_PAUSES = [500, 2000]
const LONGEST_PAUSE_MS = 60_000
/** The redirects that keep method and body. */
const BODY_STAYS: readonly number[] = [307, 308]
const MAX_REDIRECTS = 5
/** The new address may hold a secret: it isn't written down. */
const LOST = 'a redirect that would lose the event; name the address that it leads to'
const COMMAND_TIMEOUT_MS = 30_000

/** Brings an event to every place that wants it, all at once. Never rejects: what went wrong stands in the delivery. */
export async function deliver(event: StoryEvent, options: NotifyOptions): Promise<Delivery[]> {
  return await Promise.all([
    ...(options.webhook === undefined ? [] : [toWebhook(options.webhook, event)]),
    ...(options.desktop === true ? [toDesktop(event)] : []),
    ...(options.command === undefined ? [] : [toCommand('command', options.command, event)]),
  ])
}

type Asked = {
  /** How often it did not answer or was ill. */
  attempt: number
  redirects: number
}

const NOT_ASKED: Asked = { attempt: 0, redirects: 0 }

async function toWebhook(url: string, event: StoryEvent, asked: Asked = NOT_ASKED): Promise<Delivery> {
  const { attempt, redirects } = asked
  const pauseMs = WEBHOOK_PAUSES[attempt]
  const again = async (askedMs: number) => {
    await wait(Math.min(Math.max(pauseMs ?? 0, askedMs), LONGEST_PAUSE_MS))
    return await toWebhook(url, event, { ...asked, attempt: attempt + 1 })
  }
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(event),
      redirect: 'manual',
      signal: AbortSignal.timeout(WEBHOOK_TIMEOUT_MS),
    })
    await answer.body?.cancel()
    // 429 and 5xx: it may be well again soon. Any other refusal would be the same next time.
    if (pauseMs !== undefined && (answer.status === 429 || answer.status >= 500)) {
      return await again(Number(answer.headers.get('retry-after')) * 1000 || 0)
    }
    const detail = `HTTP ${answer.status}`
    if (answer.status < 300 || answer.status > 399) return { by: 'webhook', ok: answer.ok, detail }
    const next = placeOf(answer, url)
    if (next === undefined) return { by: 'webhook', ok: false, detail: `${detail}, ${LOST}` }
    if (redirects >= MAX_REDIRECTS) return { by: 'webhook', ok: false, detail: `${detail} again and again` }
    return await toWebhook(next, event, { ...asked, redirects: redirects + 1 })
  } catch (error) {
    if (pauseMs !== undefined) return await again(0)
    return { by: 'webhook', ok: false, detail: `no answer after ${attempt + 1} attempts: ${String(error)}` }
  }
}

/** Where a redirect leads that keeps method and body: after any other, the event would be lost on the way. */
function placeOf(answer: Response, url: string): string | undefined {
  const location = answer.headers.get('location') ?? ''
  if (!BODY_STAYS.includes(answer.status) || !URL.canParse(location, url)) return undefined
  const next = new URL(location, url)
  return /^https?:$/.test(next.protocol) ? next.href : undefined
}

async function toDesktop(event: StoryEvent): Promise<Delivery> {
  return await toCommand('desktop', desktopCommand('story-monitor', event.message), event)
}

function desktopCommand(title: string, message: string): string[] {
  if (process.platform === 'darwin') {
    // The texts are arguments of the script, never a part of it.
    const script = 'on run argv\ndisplay notification (item 2 of argv) with title (item 1 of argv)\nend run'
    return ['osascript', '-e', script, title, message]
  }
  if (process.platform === 'win32') return ['msg', '*', '/TIME:30', `${title}: ${message}`]
  return ['notify-send', '--app-name=story-monitor', '--', title, message]
}

function toCommand(by: 'desktop' | 'command', argv: readonly string[], event: StoryEvent): Promise<Delivery> {
  const [command = '', ...args] = argv
  return new Promise((resolve) => {
    const end = (ok: boolean, detail: string) => {
      clearTimeout(timer)
      resolve({ by, ok, detail })
    }
    const child = spawn(command, args, { shell: false, detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
    const timer = setTimeout(() => {
      // Its own process group: what it has started ends with it.
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
      end(false, `no end after ${COMMAND_TIMEOUT_MS / 1000} s`)
    }, COMMAND_TIMEOUT_MS)
    child.once('error', (error) => end(false, error.message))
    child.once('exit', (code, signal) => end(code === 0, `ended with ${code ?? signal}`))
    // A command that doesn't read its input is no failure.
    child.stdin.on('error', () => {})
    child.stdin.end(`${JSON.stringify(event)}\n`)
  })
}

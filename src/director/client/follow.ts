import { isBusy } from './busy.ts'
import { exchangeOf } from './content.ts'
import { offerPage, tellCard } from './overtaken.ts'
import { tellIfSessionEnded } from './session.ts'

/** The little of htmx that is used from here. */
type Htmx = {
  ajax(verb: 'GET', path: string, context: Record<string, unknown>): Promise<void>
}

/** Long enough for several changes to become one look. */
const GATHER_MS = 150

/** Why something is asked for: because it changed, or because somebody wants to see it. */
const [FOLLOW, WANTED] = ['follow', 'wanted']

const isHtmx = (value: unknown): value is Htmx =>
  typeof value === 'object' && value !== null && 'ajax' in value && typeof value.ajax === 'function'

/**
 * The page follows what happens by itself: events say what changed, and only that is asked for. Where events can't be
 * had, what is being made is asked for every two seconds. Nothing that somebody is typing or watching is taken away.
 */
export function followChanges(): void {
  const htmx: unknown = 'htmx' in window ? window.htmx : undefined
  if (!isHtmx(htmx)) return
  let address: string | undefined
  let source: EventSource | undefined
  let isMissed = false
  const gathered = new Set<string>()

  const refresh = () => {
    const things = [...gathered]
    gathered.clear()
    if (!things.every((thing) => isElsewhere(thing, things) || refreshPart(htmx, thing))) refreshPage(htmx)
  }
  const open = (from: string) => {
    source = new EventSource(from)
    source.addEventListener('hello', () => {
      if (isMissed) refreshPage(htmx)
      isMissed = false
    })
    source.addEventListener('changed', ({ data }) => {
      if (gathered.size === 0) setTimeout(refresh, GATHER_MS)
      for (const thing of thingsIn(data)) gathered.add(thing)
    })
    source.addEventListener('error', () => {
      isMissed = true
      // A browser tries again by itself, but not where it was sent to the login.
      if (source?.readyState !== EventSource.CLOSED) return
      close()
      void tellIfSessionEnded()
    })
  }
  const close = () => {
    source?.close()
    source = undefined
  }
  const listen = () => {
    const now = addressOf(location.pathname)
    // A page in the background needs none of the few connections that a browser has.
    if (document.visibilityState === 'hidden') {
      isMissed ||= source !== undefined
      close()
    } else if (source === undefined || now !== address) {
      close()
      isMissed &&= now === address
      address = now
      if (now !== undefined) open(now)
    }
  }
  document.addEventListener('visibilitychange', listen)
  // A link may have led to another stream without another document.
  document.addEventListener('htmx:pushedIntoHistory', listen)
  listen()

  document.addEventListener('htmx:beforeRequest', (event) => {
    if (source?.readyState === EventSource.OPEN && isPoll(event)) event.preventDefault()
  })
  // Somebody may have begun to type since it was asked for.
  document.addEventListener('htmx:beforeSwap', (event) => {
    const { target } = exchangeOf(event)
    if (!(event instanceof CustomEvent) || !isFollowing(event) || !target || !isBusy(target)) return
    event.detail.shouldSwap = false
    if (target.id === 'main') void offerPage(target)
  })
}

function addressOf(path: string): string | undefined {
  if (path === '/') return '/events'
  const stream = /^\/streams\/[^/]+/.exec(path)?.[0]
  return stream && `${stream}/events`
}

function thingsIn(data: unknown): string[] {
  const told: unknown = JSON.parse(String(data))
  if (typeof told !== 'object' || told === null || !('things' in told) || !Array.isArray(told.things))
    return []
  return told.things.map(String)
}

/** htmx's own two seconds, which are for when there are no events: nothing triggers them. */
const isPoll = (event: Event): boolean =>
  event instanceof CustomEvent && event.detail?.requestConfig?.triggeringEvent === undefined

const isFollowing = ({ detail }: CustomEvent): boolean =>
  detail?.requestConfig?.triggeringEvent?.type === FOLLOW

const TABS: Readonly<Record<string, readonly string[]>> = {
  story: ['story'],
  spec: ['spec'],
  keyframes: ['keyframe', 'keyframes', 'spec'],
  videos: ['video', 'videos', 'keyframe', 'spec'],
}

/** Whether this page shows nothing of a thing. */
function isElsewhere(thing: string, things: readonly string[]): boolean {
  const [, , , tab = '', shown] = location.pathname.split('/')
  const [kind = '', ...rest] = thing.split('/')
  if (TABS[tab]?.includes(kind) === false) return true
  // A file that came with a task is told by the task.
  if (rest.length === 0 && things.some((other) => other.startsWith(`${kind.slice(0, -1)}/`))) return true
  return rest.length > 0 && shown !== undefined && decodeURIComponent(shown) !== rest.join('/')
}

/** Asks for one card, or for the line of what is being made. False when that isn't enough. */
function refreshPart(htmx: Htmx, thing: string): boolean {
  const card = document.getElementById(`shot-${thing.replace('/', '-')}`)
  if (card !== null) {
    const line = card.querySelector('.watch')
    const way = card.querySelector<HTMLAnchorElement>('h3 a')?.pathname
    if (line === null || way === undefined) return true
    const look = (why: string) => ask(htmx, `${way}/card`, line, undefined, why)
    if (isBusy(card)) void tellCard(card, `${way}/card`, () => look(WANTED))
    else look(FOLLOW)
    return true
  }
  const line = [...document.querySelectorAll('.watch[hx-get]')].find((one) => one.closest('article') === null)
  const way = line?.getAttribute('hx-get')
  if (!line || !way || !(thing === 'deploy' || thing.includes('/'))) return false
  ask(htmx, way, line)
  return true
}

/** Puts the page as it is now in the place of the one that is shown, or offers that where somebody is busy. */
function refreshPage(htmx: Htmx): void {
  const main = document.getElementById('main')
  if (main === null) return
  if (isBusy(main)) void offerPage(main)
  else ask(htmx, location.pathname + location.search, main, '#main')
}

const ask = (htmx: Htmx, path: string, target: Element, select?: string, why = FOLLOW): void =>
  void htmx.ajax('GET', path, {
    source: target,
    target,
    swap: 'outerHTML',
    event: new Event(why),
    ...(select && { select }),
  })

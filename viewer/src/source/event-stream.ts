/** Some proxies keep an event stream back for ever: without a first word in this time the stream counts as lost. */
const HELLO_MS = 4_000
const RETRY_MS = 2_000

/** What a page does with what the live server tells it. */
export type StreamListener = {
  /** By the event's name, with its data; `hello` comes first each time the stream opens. */
  events: { readonly [name: string]: (data: unknown) => void }
  /** Nothing comes any more; it is tried again by itself. */
  lost(): void
  /** The page is out of sight, and the stream is closed until it is looked at again. */
  rested(): void
}

/**
 * Listens to the live server's events while the page is in sight. A browser keeps no more than six connections to a host, so
 * a page out of sight gives its own back: else the seventh page of a server would never load.
 *
 * @example followEvents({ events: { change: ask }, lost: poll, rested: poll })
 */
export function followEvents({ events, lost, rested }: StreamListener): void {
  let stream: EventSource | undefined
  let patience: ReturnType<typeof setTimeout> | undefined
  let retry: ReturnType<typeof setTimeout> | undefined

  const close = () => {
    clearTimeout(patience)
    clearTimeout(retry)
    stream?.close()
    stream = undefined
  }

  const open = () => {
    close()
    const opened = new EventSource('_events')
    stream = opened
    patience = setTimeout(lost, HELLO_MS)
    opened.addEventListener('hello', () => clearTimeout(patience))
    for (const [name, hear] of Object.entries(events)) {
      opened.addEventListener(name, (event) => hear(parsed(event)))
    }
    // The folder became something else (one story, or many): another page belongs at this address.
    opened.addEventListener('reload', () => location.reload())
    opened.addEventListener('error', () => {
      clearTimeout(patience)
      lost()
      // After an answer that isn't a stream the browser gives up for good; this page doesn't.
      if (opened.readyState === EventSource.CLOSED) retry = setTimeout(open, RETRY_MS)
    })
  }

  const turn = () => {
    if (document.visibilityState === 'visible') {
      open()
      return
    }
    close()
    rested()
  }
  document.addEventListener('visibilitychange', turn)
  turn()
}

function parsed(event: MessageEvent): unknown {
  try {
    return JSON.parse(String(event.data))
  } catch {
    return undefined
  }
}

import source from 'skeleton-worker-source'
import { openDesk } from './desk.ts'
import type { Reply, Request } from './protocol.ts'

/** Whoever keeps the skeleton for the page. */
export type Keeper = {
  send(request: Request): void
  close(): void
}

/** A keeper in a worker of its own; in the page itself where the browser starts none (an old one, a strict policy). */
export function startKeeper(heard: (reply: Reply) => void): Keeper {
  const address = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }))
  let instead: Keeper | undefined
  const sent: Request[] = []
  try {
    const worker = new Worker(address, { name: 'skeleton' })
    let hasSpoken = false
    worker.addEventListener('message', (event: MessageEvent<Reply>) => {
      hasSpoken = true
      sent.length = 0
      heard(event.data)
    })
    worker.addEventListener('error', () => {
      if (hasSpoken) return
      // What it was asked and did not answer is asked again here: the reader must not wait for nobody.
      instead ??= directKeeper(heard)
      for (const request of sent.splice(0)) instead.send(request)
    })
    return {
      send(request) {
        if (instead) return instead.send(request)
        if (!hasSpoken) sent.push(request)
        worker.postMessage(request)
      },
      close() {
        worker.terminate()
        URL.revokeObjectURL(address)
      },
    }
  } catch {
    URL.revokeObjectURL(address)
    return directKeeper(heard)
  }
}

/** A keeper in the page; `embedded` is the skeleton of a report, which is there without being asked for. */
export function directKeeper(heard: (reply: Reply) => void, embedded?: { value: unknown }): Keeper {
  const desk = openDesk(heard)
  return {
    send(request) {
      if (embedded && request.kind === 'look') {
        // A report of a story without a skeleton.
        if (embedded.value === null) return heard({ kind: 'absent', seq: request.seq })
        return desk.keep(embedded.value, request)
      }
      void desk.receive(request)
    },
    close: () => {},
  }
}

import { get, type IncomingMessage } from 'node:http'
import { onTestFinished } from 'vitest'

export type StreamEvent = { name: string; data: Record<string, unknown> }
export type EventReader = {
  events: StreamEvent[]
  named(name: string): StreamEvent[]
  ended: boolean
  leave(): void
}

/** Opens an event stream and collects what it says. */
export function listenTo(server: { port: number }, target: string): Promise<EventReader> {
  return new Promise((resolve, reject) => {
    const sent = get({ host: '127.0.0.1', port: server.port, path: target, agent: false }, (response) => {
      const reader: EventReader = {
        events: [],
        named: (name) => reader.events.filter((event) => event.name === name),
        ended: false,
        leave: () => sent.destroy(),
      }
      collect(response, reader)
      resolve(reader)
    })
    sent.on('error', reject)
    onTestFinished(() => {
      sent.destroy()
    })
  })
}

function collect(response: IncomingMessage, reader: EventReader): void {
  let rest = ''
  response.setEncoding('utf8')
  response.on('error', () => {
    reader.ended = true
  })
  response.on('end', () => {
    reader.ended = true
  })
  response.on('data', (text: string) => {
    const blocks = (rest + text).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const name = /^event: (.*)$/m.exec(block)?.[1]
      const data = /^data: (.*)$/m.exec(block)?.[1]
      if (name !== undefined && data !== undefined) reader.events.push({ name, data: JSON.parse(data) })
    }
  })
}

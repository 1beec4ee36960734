import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { countOf, HISTORY_FILENAME, ownValue, textOf } from '../../contract/index.ts'
import {
  appendLine,
  processPresence,
  readJsonLines,
  type Stamp,
  sameStamp,
  stampOf,
} from '../../files/index.ts'
import { readPhases } from '../read-story.ts'
import { claim } from './claim.ts'
import { deliver } from './deliver.ts'
import { eventsOf, type Notice } from './events.ts'
import { NOTIFICATIONS_FILENAME } from './failed-deliveries.ts'
import { readNotify } from './options.ts'

/**
 * The watchdog of one run, a process of its own: it outlives a pipeline that is killed, and a webhook that hangs hangs
 * here. What it delivered, and what it couldn't, stands in `_notifications.jsonl`. It ends when the pipeline has.
 */
const LOOK_EVERY_MS = 1000

const config: unknown = JSON.parse(await textFrom(process.stdin))
const storyPath = textOf(ownValue(config, 'storyPath')) ?? ''
const options = readNotify(ownValue(config, 'notify')) ?? {}
const pipeline = {
  pid: countOf(ownValue(config, 'pid')),
  host: textOf(ownValue(config, 'host')),
  processStartId: textOf(ownValue(config, 'processStartId')),
}

const news = eventsOf(storyPath, countOf(ownValue(config, 'sinceMs')) ?? Date.now())

const deliveries: Promise<void>[] = []
let gone = false
let stamp: Stamp | undefined
while (!gone) {
  // Asked before the look: the pipeline's last words are in what is read after it has gone.
  gone = processPresence(pipeline) === 'gone'
  const at = new Date().toISOString()
  const history = newHistory()
  for (const notice of news.look(readPhases(storyPath), history, at)) deliveries.push(send(notice))
  if (!gone) await wait(LOOK_EVERY_MS)
}
await Promise.all(deliveries)

/** The whole history when it has changed, else nothing. */
function newHistory(): unknown[] {
  const path = join(storyPath, HISTORY_FILENAME)
  const now = stampOf(path)
  if (now === undefined || sameStamp(now, stamp)) return []
  stamp = now
  return readJsonLines(path).values
}

async function send({ key, event }: Notice): Promise<void> {
  const places = claim(storyPath, key, options)
  if (Object.keys(places).length === 0) return
  const delivered = await deliver(event, places)
  appendLine(join(storyPath, NOTIFICATIONS_FILENAME), JSON.stringify({ ...event, deliveries: delivered }))
}

async function textFrom(stream: NodeJS.ReadStream): Promise<string> {
  let text = ''
  for await (const chunk of stream) text += String(chunk)
  return text
}

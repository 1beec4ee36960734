import { openRedisSource, sqliteQueue } from '../../../src/director/queue/index.ts'
import { openDatabase } from '../../../src/director/store/index.ts'

/** `claim <database or address> <lease>`: takes a keyframe task, says which, and is at work until it is killed. */
const [place = '', lease = ''] = process.argv.slice(2)
const source = place.startsWith('redis:')
  ? await openRedisSource(place, { onWarning: console.error, leaseMs: Number(lease) })
  : sqliteQueue(await openDatabase(place))
for (;;) {
  const job = await source.claim('keyframe')
  if (job !== undefined) {
    setInterval(() => void source.progress(job, { percent: 1, lines: '' }), Number(lease) / 4)
    console.log(`${job.id} ${job.attempts}`)
    break
  }
  await new Promise((resolve) => setTimeout(resolve, 20))
}

import { isStoppedByCriterion, type LiveStatusView, productionCommand } from '../../../src/contract/index.ts'
import type { Seen } from '../judge/picture.ts'
import { momentWords } from '../judge/words.ts'
import { Icon, type IconName } from '../parts/Icon.tsx'
import { missedMusts } from './judge-run.ts'

type Call = {
  tone: 'warn' | 'bad' | 'calm'
  icon: IconName
  title: string
  words: string
  commands: string[]
}

/** Whether the run waits for somebody: then the reason stands there, and need not stand twice. */
export const callsFor = (run: LiveStatusView, seen: Seen): boolean => callOf(run, seen) !== undefined

/** Where a run waits for somebody: why, and what to type. */
export function RunCall({ run, seen }: { run: LiveStatusView; seen: Seen }) {
  const call = callOf(run, seen)
  if (call === undefined) return null
  const since = run.pause?.sinceMs
  return (
    <section class="pr-call" data-tone={call.tone} aria-labelledby="run-call">
      <Icon name={call.icon} />
      <div>
        <h3 id="run-call">{call.title}</h3>
        <p class="pr-call-reason" dir="auto">
          {seen.reason}
          {seen.state === 'paused' && since !== undefined && (
            <span class="pr-soft"> · since {momentWords(since, Date.now())}</span>
          )}
        </p>
        <p>{call.words}</p>
        {call.commands.map((command) => (
          <p key={command}>
            <code class="pr-command">{command}</code>
          </p>
        ))}
      </div>
    </section>
  )
}

function callOf(run: LiveStatusView, { state }: Seen): Call | undefined {
  const host = run.writer.host === undefined ? '' : ` on ${run.writer.host}`
  const again = 'What is finished stays; the segment in hand is made again.'
  switch (state) {
    case 'paused':
      if (run.pause?.waitsFor === 'disk') {
        return {
          tone: 'warn',
          icon: 'pause',
          title: 'Waiting for the disk',
          words: `It goes on by itself once that is mended${host}.`,
          commands: [],
        }
      }
      return {
        tone: 'warn',
        icon: 'pause',
        title: 'Paused',
        words: `Nothing new starts until somebody${host} lets it go on:`,
        commands: [productionCommand(run.outputDir, 'resume')],
      }
    case 'dead': {
      if (isStoppedByCriterion(run)) return criterionCall(run, host)
      const stopped = run.status === 'aborted'
      const words = `Start the program again${host} with the same folder. ${again} To see first what went wrong:`
      return {
        tone: stopped ? 'calm' : 'bad',
        icon: stopped ? 'stopped' : 'error',
        title: stopped ? 'Stopped before its end' : 'The process is gone',
        words,
        commands: [productionCommand(run.outputDir, 'status')],
      }
    }
    case 'failed':
      return {
        tone: 'bad',
        icon: 'error',
        title: 'The run failed',
        words: `Mend the cause, then start the program again${host} with the same folder. ${again}`,
        commands: [productionCommand(run.outputDir, 'status')],
      }
    case 'finished':
      return finishedCall(run, host)
    default:
      return undefined
  }
}

/** What stopped the run would stop its next start too. */
function criterionCall(run: LiveStatusView, host: string): Call {
  const more = run.segments.failed > 0 ? ' --skipped' : ' <ids>'
  return {
    tone: 'bad',
    icon: 'stopped',
    title: 'Stopped by a criterion',
    words: `A new start stops at once again. Have made again what spoils the criterion, or change the criterion; then start the program again${host}:`,
    commands: [productionCommand(run.outputDir, 'redo', more)],
  }
}

/** A run that is through may still have something to be done: a missed gate, segments given up, a PAUSE that lies there. */
function finishedCall(run: LiveStatusView, host: string): Call | undefined {
  const gate = missedMusts(run).length > 0
  const givenUp = run.segments.failed > 0
  const waits = run.pause !== undefined
  if (!gate && !givenUp && !waits) return undefined
  const words = [
    gate || givenUp ? 'production-report.html in its folder tells why.' : '',
    waits ? `PAUSE lay in its folder at the end: while it is there, the next start${host} waits.` : '',
    givenUp ? `To have what was given up made again at the next start${host}:` : '',
  ]
  return {
    tone: gate ? 'warn' : 'calm',
    icon: gate ? 'error' : 'eye',
    title: gate ? 'Gate not passed' : givenUp ? 'Some segments were given up' : 'PAUSE is still there',
    words: words.filter(Boolean).join(' '),
    commands: [
      ...(waits ? [productionCommand(run.outputDir, 'resume')] : []),
      ...(givenUp ? [productionCommand(run.outputDir, 'redo', ' --skipped')] : []),
    ],
  }
}

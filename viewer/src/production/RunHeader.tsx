import type { LiveStatusView } from '../../../src/contract/index.ts'
import type { Seen } from '../judge/picture.ts'
import { HeaderFrame } from '../parts/Header.tsx'
import { TimesLine } from '../parts/Times.tsx'
import { isRunning } from './judge-run.ts'
import { callsFor } from './RunCall.tsx'
import { runFraction } from './words.ts'

/** The head of a page that shows a production run and no story. */
export function RunHeader(props: {
  name: string
  run: LiveStatusView
  seen: Seen
  beats: number
  children: preact.ComponentChildren
}) {
  const { name, run, seen, beats, children } = props
  return (
    <HeaderFrame
      name={name}
      seen={callsFor(run, seen) ? { ...seen, reason: '' } : seen}
      beats={beats}
      eyebrow={
        <>
          production run
          {run.runId !== undefined && (
            <>
              {' · '}
              <bdi>{run.runId.slice(0, 200)}</bdi>
            </>
          )}
        </>
      }
      fraction={runFraction(run)}
      whole="run"
      times={<Times run={run} seen={seen} />}
    >
      {children}
    </HeaderFrame>
  )
}

function Times({ run, seen }: { run: LiveStatusView; seen: Seen }) {
  const lastLabel = seen.state === 'finished' ? 'finished' : 'last sign of life'
  return (
    <TimesLine
      times={[
        { label: 'started', ms: run.startedMs },
        { label: lastLabel, ms: isRunning(seen) ? undefined : run.updatedMs },
      ]}
    />
  )
}

import { useEffect, useRef, useState } from 'preact/hooks'
import { isMoving, isOver, tabTitle, waitsForInspection } from './judge/picture.ts'
import { Banner } from './parts/Banner.tsx'
import { CurrentStep } from './parts/CurrentStep.tsx'
import { Failure } from './parts/Failure.tsx'
import { Header } from './parts/Header.tsx'
import { Notices } from './parts/Notices.tsx'
import { PhaseFlow } from './parts/PhaseFlow.tsx'
import { RunNote } from './parts/RunNote.tsx'
import { SkeletonSection } from './parts/SkeletonSection.tsx'
import { SoundSwitch } from './parts/SoundSwitch.tsx'
import { Waiting } from './parts/Waiting.tsx'
import { playChime, rememberSound, soundRemembered } from './sound/chime.ts'
import type { StorySource } from './source/index.ts'
import { viewOf } from './source/state.ts'
import { showInTab } from './tab.ts'
import { useMoments, useStory } from './useStory.ts'

/** The page of one story. */
export function App({ source }: { source: StorySource }) {
  const { state, seen } = useStory(source)
  const [sound, setSound] = useState(soundRemembered)
  const soundNow = useRef(sound)
  soundNow.current = sound
  const announced = useMoments(state, seen, (moments) => {
    const last = moments.at(-1)
    if (last && soundNow.current) playChime(last.kind)
  })
  const view = viewOf(state.progress)
  const title = tabTitle(view, seen)
  const stateWord = seen?.state ?? 'waiting'
  useEffect(() => showInTab(title, stateWord), [title, stateWord])

  const switchSound = (on: boolean) => {
    setSound(on)
    rememberSound(on)
    if (on) playChime('done')
  }

  const run = viewOf(state.run)
  const { connection } = state
  return (
    <>
      <a class="skip-link" href="#main">
        Skip to the story
      </a>
      <div class="page">
        <Header view={view} seen={seen} beats={state.beats}>
          {connection.kind === 'report' ? (
            <ReportNote madeMs={connection.madeMs} />
          ) : (
            <SoundSwitch on={sound} onChange={switchSound} />
          )}
        </Header>
        <p class="hidden-words" aria-live="polite">
          {announced}
        </p>
        <Notices state={state} />
        <main id="main" tabIndex={-1}>
          <Waiting state={state} />
          {view && seen && (
            <>
              {view.currentStep !== undefined && (
                <CurrentStep text={view.currentStep} moving={isMoving(seen)} />
              )}
              {(view.error !== undefined || view.traceback !== undefined) && (
                <Failure error={view.error} traceback={view.traceback} />
              )}
              <PhaseFlow
                view={view}
                tasks={viewOf(state.tasks)}
                seen={seen}
                nowMs={() => source.witness.nowMs()}
              />
              {run && <RunNote run={run} />}
              {waitsForInspection(view) && <Banner />}
            </>
          )}
          <SkeletonSection state={state} view={view} ended={seen !== undefined && isOver(seen)} />
        </main>
      </div>
    </>
  )
}

function ReportNote({ madeMs }: { madeMs: number }) {
  const made = new Date(madeMs)
  return (
    <p class="report-note">
      Report of <time dateTime={made.toISOString()}>{made.toLocaleString('en-GB')}</time>
    </p>
  )
}

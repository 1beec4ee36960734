import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { isPipeline, overallFraction, pipelineOf, settleTasks } from '../../src/contract/index.ts'
import {
  isMoving,
  isOver,
  isProducing,
  type Seen,
  standstillMs,
  storyName,
  tabTitle,
  waitsForInspection,
} from './judge/picture.ts'
import { type PageStory, storyIn } from './judge/story.ts'
import { Banner } from './parts/Banner.tsx'
import { CurrentStep } from './parts/CurrentStep.tsx'
import { Failures } from './parts/Failure.tsx'
import { Header } from './parts/Header.tsx'
import { Notices } from './parts/Notices.tsx'
import { PhaseFlow } from './parts/PhaseFlow.tsx'
import { SkeletonSection } from './parts/SkeletonSection.tsx'
import { SoundSwitch } from './parts/SoundSwitch.tsx'
import { Waiting } from './parts/Waiting.tsx'
import { PipelineView } from './pipeline/PipelineView.tsx'
import { RunHeader } from './production/RunHeader.tsx'
import { RunPanel } from './production/RunPanel.tsx'
import { runFraction, runName } from './production/words.ts'
import type { Found } from './skeleton/SkeletonPanel.tsx'
import { playChime, rememberSound, soundRemembered } from './sound/chime.ts'
import type { StorySource } from './source/index.ts'
import { viewOf } from './source/state.ts'
import { showInTab } from './tab.ts'
import { TaskPanel } from './tasks/TaskPanel.tsx'
import { Timeline } from './timeline/Timeline.tsx'
import { useMoments, useStory } from './useStory.ts'

/** The page of one story. */
export function App({ source }: { source: StorySource }) {
  const { state, seen, runSeen } = useStory(source)
  const [sound, setSound] = useState(soundRemembered)
  const soundNow = useRef(sound)
  soundNow.current = sound
  const announced = useMoments(state, seen, (moments) => {
    const last = moments.at(-1)
    if (last && soundNow.current) playChime(last.kind)
  })
  const story = storyIn(state)
  const view = story?.view
  const [storyTitle, setStoryTitle] = useState('')
  const found = useCallback(
    ({ hasSkeleton, title }: Found) => {
      if (title !== '') setStoryTitle(title)
      source.store.set({ hasSkeleton })
    },
    [source],
  )
  const run = viewOf(state.run)
  // A folder with a production run and no story shows the run.
  const lone =
    view === undefined && run !== undefined && runSeen !== undefined ? { run, seen: runSeen } : undefined
  const name = storyTitle || (lone ? runName(lone.run) : storyName(view))
  const fraction = lone ? runFraction(lone.run) : view && overallFraction(view)
  const title = tabTitle(name, fraction, lone?.seen ?? seen)
  const stateWord = (lone?.seen ?? seen)?.state ?? 'waiting'
  useEffect(() => showInTab(title, stateWord), [title, stateWord])

  const switchSound = (on: boolean) => {
    setSound(on)
    rememberSound(on)
    if (on) playChime('done')
  }

  const { connection } = state
  const aside =
    connection.kind === 'report' ? (
      <ReportNote madeMs={connection.madeMs} />
    ) : (
      <SoundSwitch on={sound} onChange={switchSound} />
    )
  const runPanel = run && runSeen && (
    <RunPanel run={run} seen={runSeen} alone={lone !== undefined} nowMs={() => source.runWitness.nowMs()} />
  )
  return (
    <>
      <a class="skip-link" href="#main">
        Skip to the story
      </a>
      <div class="page">
        {lone ? (
          <RunHeader name={name} run={lone.run} seen={lone.seen} beats={state.beats}>
            {aside}
          </RunHeader>
        ) : (
          <Header name={name} view={view} seen={seen} beats={state.beats}>
            {aside}
          </Header>
        )}
        <p class="hidden-words" aria-live="polite">
          {announced || null}
        </p>
        <Notices state={state} />
        <main id="main" tabIndex={-1}>
          {!lone && !story && <Waiting state={state} />}
          {lone && runPanel}
          {story && view && seen && (
            <>
              <CurrentStep view={view} seen={seen} />
              <Failures view={view} />
              <Work story={story} seen={seen} nowMs={() => source.witness.nowMs()} />
              {runPanel}
              {waitsForInspection(view, state.hasSkeleton) && <Banner />}
            </>
          )}
          <SkeletonSection
            state={state}
            view={view}
            ended={seen !== undefined && isOver(seen)}
            making={view === undefined || seen === undefined || isProducing(view, seen)}
            onFound={found}
          />
        </main>
      </div>
    </>
  )
}

type WorkProps = { story: PageStory; seen: Seen; nowMs: () => number }

/** The phases in the form that suits the story, what ran when, and the tasks. */
function Work({ story: { written, view, tasks }, seen, nowMs }: WorkProps) {
  const gone = seen.state === 'dead'
  const moving = isMoving(seen)
  const steps = useMemo(() => pipelineOf(written, tasks, gone), [written, tasks, gone])
  const settled = useMemo(() => settleTasks(tasks, written, gone), [tasks, written, gone])
  const still = standstillMs(view)
  const momentOf = moving ? nowMs : () => still ?? nowMs()
  const common = { view, steps, moving, nowMs: momentOf }
  const hasSteps = isPipeline(view, tasks)
  return (
    <>
      {hasSteps ? <PipelineView {...common} /> : <PhaseFlow view={view} seen={seen} nowMs={nowMs} />}
      <Timeline key={String(hasSteps)} {...common} openAtFirst={hasSteps} />
      <TaskPanel tasks={settled} phases={view.phases} moving={moving} nowMs={momentOf} />
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

import { durationInWords, type LiveStatusView, type PhaseView } from '../../../src/contract/index.ts'
import { isMoving, STATE_WORDS, shownStatus } from '../judge/picture.ts'
import { countWord, percentOf } from '../judge/words.ts'
import { EtaWords } from '../parts/EtaWords.tsx'
import { Icon } from '../parts/Icon.tsx'
import { isRunning } from '../production/judge-run.ts'
import { countsWords, runEta, runFraction } from '../production/words.ts'
import type { StoryEntry } from './stories.ts'
import { unreadSentence } from './unread.ts'

/** The strip shows at most this many phases one by one. */
const STRIP = 24

/** One story of the list: how far, how it is, how long ago. */
export function StoryCard({ story, nowMs }: { story: StoryEntry; nowMs: number }) {
  const { seen, view, run } = story
  const fraction = view ? story.fraction : run && runFraction(run)
  return (
    <li class="story" data-state={seen.state}>
      <div class="story-head">
        <h2>
          {story.href === undefined ? (
            <bdi>{story.title}</bdi>
          ) : (
            <a href={story.href}>
              <bdi>{story.title}</bdi>
            </a>
          )}
        </h2>
        {fraction !== undefined && <p class="story-percent">{percentOf(fraction)} %</p>}
      </div>
      {view ? <Strip story={story} phases={view.phases} /> : run && <RunStrip run={run} />}
      <p class="story-state">
        <span class="badge" data-state={seen.state}>
          <span class="dot" />
          {STATE_WORDS[seen.state]}
        </span>
        <bdi class="reason">{seen.reason}</bdi>
      </p>
      <Notes story={story} />
      <p class="story-meta">
        {story.updatedMs !== undefined && <span>{agoWords(nowMs - story.updatedMs)}</span>}
        {story.name !== story.title && <bdi>{story.name}</bdi>}
        <bdi>{story.workflow}</bdi>
        <Tasks tasks={story.tasks} />
        {run && <span>{countsWords(run)}</span>}
        <EtaWords {...forecastOf(story)} nowMs={() => nowMs} />
      </p>
    </li>
  )
}

/** What hinders the list from showing the story as it is, or the reader from opening it. */
function Notes({ story: { closed, unread } }: { story: StoryEntry }) {
  const sentences = [...(closed === undefined ? [] : [closed]), ...unread.map(unreadSentence)]
  return (
    <>
      {sentences.map((sentence) => (
        <p class="story-note" key={sentence}>
          <Icon name="error" />
          <bdi>{sentence}</bdi>
        </p>
      ))}
    </>
  )
}

/** A run has no phases: one bar says how far it is, and what of it failed. */
function RunStrip({ run }: { run: LiveStatusView }) {
  const { completed, failed, skipped, total } = run.segments
  return (
    <p class="strip">
      <span class="strip-run">
        {Object.entries({ completed, failed, skipped }).map(([part, count]) => (
          <span key={part} data-part={part} style={{ width: `${total ? (count / total) * 100 : 0}%` }} />
        ))}
      </span>
    </p>
  )
}

/** Of the story where it moves, else of its run. */
function forecastOf({ view, run, seen }: StoryEntry) {
  if (view?.eta) return { eta: view.eta, madeMs: view.updatedMs, ticking: isMoving(seen) }
  return { eta: run && runEta(run), madeMs: run?.updatedMs, ticking: isRunning(seen) }
}

function Strip({ story, phases }: { story: StoryEntry; phases: readonly PhaseView[] }) {
  const over = phases.filter((phase) => {
    const status = stripStatus(phase, story)
    return status === 'done' || status === 'skipped'
  }).length
  return (
    <p class="strip">
      <span class="hidden-words">
        {countWord(over)} of {countWord(phases.length)} phases done
      </span>
      {shownPhases(phases).map((phase) => (
        <span
          key={phase.name}
          class="strip-phase"
          data-status={stripStatus(phase, story)}
          title={phase.label.slice(0, 200)}
        />
      ))}
    </p>
  )
}

const STATUS_OF = {
  pending: 'pending',
  active: 'running',
  done: 'done',
  failed: 'error',
  skipped: 'skipped',
} as const

/** By its tasks where it has some, as the page of the story shows it. */
function stripStatus(phase: PhaseView, { steps, seen }: StoryEntry) {
  const state = steps.get(phase.name)
  return shownStatus(state === undefined ? phase : { ...phase, status: STATUS_OF[state] }, seen)
}

/** Of very many phases evenly chosen ones: the strip is an impression, the words are exact. */
function shownPhases(phases: readonly PhaseView[]): PhaseView[] {
  if (phases.length <= STRIP) return [...phases]
  const step = phases.length / STRIP
  return phases.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step))
}

function Tasks({ tasks: { active, failed, succeeded, total } }: Pick<StoryEntry, 'tasks'>) {
  return (
    <>
      {total > 0 && (
        <span>
          {countWord(succeeded)} of {tasksWords(total)} done
        </span>
      )}
      {active > 0 && <span>{tasksWords(active)} active</span>}
      {failed > 0 && <span class="failed">{tasksWords(failed)} failed</span>}
    </>
  )
}

const agoWords = (ms: number): string => (ms < 2_000 ? 'just now' : `${durationInWords(ms / 1000)} ago`)

const tasksWords = (count: number): string => `${countWord(count)} ${count === 1 ? 'task' : 'tasks'}`

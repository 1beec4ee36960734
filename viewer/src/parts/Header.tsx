import { useRef } from 'preact/hooks'
import { overallFraction, type ProgressView } from '../../../src/contract/index.ts'
import { folderName, isMoving, type Seen, STATE_WORDS } from '../judge/picture.ts'
import { percentOf } from '../judge/words.ts'
import { useSecond } from './Clock.tsx'
import { Name } from './Name.tsx'
import { Times } from './Times.tsx'

export type HeaderProps = {
  /** The story's title, or what it is called until there is one. */
  name: string
  view: ProgressView | undefined
  seen: Seen | undefined
  beats: number
  children: preact.ComponentChildren
}

/** The story's name and state: the one thing to see from across the room. */
export function Header({ name, view, seen, beats, children }: HeaderProps) {
  return (
    <HeaderFrame
      name={name}
      seen={seen}
      beats={beats}
      eyebrow={view ? <Origin view={view} name={name} /> : 'story-monitor'}
      fraction={view && overallFraction(view)}
      whole="story"
      times={view && seen && <Times view={view} seen={seen} />}
    >
      {children}
    </HeaderFrame>
  )
}

function Origin({ view, name }: { view: ProgressView; name: string }) {
  return (
    <>
      <bdi>{view.workflow.slice(0, 200)}</bdi>
      {otherNames(view, name).map((other) => (
        <span key={other}>
          {' · '}
          <bdi>{other.slice(0, 200)}</bdi>
        </span>
      ))}
    </>
  )
}

export type HeaderFrameProps = Pick<HeaderProps, 'name' | 'seen' | 'beats' | 'children'> & {
  eyebrow: preact.ComponentChildren
  /** How far it is, from 0 to 1; undefined where that isn't known. */
  fraction: number | undefined
  /** What the percentage is of. */
  whole: string
  times: preact.ComponentChildren
}

/** Name, state, times and percentage of whatever the page shows. */
export function HeaderFrame(props: HeaderFrameProps) {
  const { name, seen, beats, eyebrow, fraction, whole, times, children } = props
  return (
    <header class="header" data-state={seen?.state ?? 'waiting'}>
      <div class="header-top">
        <p class="eyebrow">
          {isBelowList() && (
            <>
              <a href="../">All stories</a>
              {' · '}
            </>
          )}
          {eyebrow}
        </p>
        {children}
      </div>
      <div class="header-main">
        <div class="header-words">
          <h1>
            <Name text={name} />
          </h1>
          {seen && <Badge seen={seen} beats={beats} />}
          {times}
        </div>
        {fraction !== undefined && (
          <p class="percent">
            <span class="percent-figure">{percentOf(fraction)}</span>
            <span class="percent-sign">%</span>
            <span class="hidden-words"> of the whole {whole}</span>
          </p>
        )}
      </div>
      <div class="rail" aria-hidden="true">
        <span class="rail-fill" style={{ transform: `translateX(${((fraction ?? 0) - 1) * 100}%)` }} />
      </div>
    </header>
  )
}

/** The live server says so of a story in a folder of stories. */
const isBelowList = (): boolean => document.documentElement.dataset['list'] === 'above'

/** The job and the folder, where they are called otherwise than the story. */
const otherNames = (view: ProgressView, name: string): string[] =>
  [...new Set([view.jobId, folderName(view)])].filter((other) => other !== '' && other !== name)

/** The state in one word, and why. */
function Badge({ seen, beats }: { seen: Seen; beats: number }) {
  return (
    <p class="badge-line">
      <span class="badge" data-state={seen.state}>
        <Dot beats={isMoving(seen) ? beats : 0} />
        {STATE_WORDS[seen.state]}
      </span>
      <bdi class="reason">{seen.reason}</bdi>
    </p>
  )
}

/**
 * Beats with the signs of life, and otherwise is still. It goes by the page's clock, whose tick is drawn anyway: a beat that
 * brings nothing else to see then costs no drawing of its own.
 */
function Dot({ beats }: { beats: number }) {
  const second = useSecond(beats > 0)
  const drawn = useRef({ second, beats, beating: false })
  if (drawn.current.second !== second)
    drawn.current = { second, beats, beating: beats !== drawn.current.beats }
  return <span class="dot" data-beats={beats > 0 && drawn.current.beating} />
}

import type { VNode } from 'preact'
import { durationInWords } from '../../contract/index.ts'
import type { Figures } from '../review/index.ts'
import { Page } from './layout.tsx'
import type { Viewer } from './parts.tsx'
import { streamHref } from './streams.tsx'

const NAMES: Readonly<Record<string, string>> = {
  story: 'Story',
  spec: 'Spec',
  keyframe: 'Keyframes',
  video: 'Videos',
}

const FEW = <span class="muted">too few to tell</span>

/** What the decisions so far tell about the work. */
export function FiguresPage(props: {
  viewer: Viewer
  figures: Figures
  titles: ReadonlyMap<string, string>
}): VNode {
  const { viewer, figures, titles } = props
  const { judged, made, slow, hard } = figures
  return (
    <Page title="Figures" {...viewer} here="/figures">
      <h1>Figures</h1>
      <p class="under muted">
        Of all streams, archived ones too. A rate or a middle value stands only where there are ten or more.
      </p>
      <div class="figures">
        <section class="card">
          <h2>Approved at a judgement</h2>
          <table>
            <thead>
              <tr>
                <th scope="col">Checkpoint</th>
                <th scope="col">Approved</th>
                <th scope="col">Rejected</th>
                <th scope="col">Rate</th>
              </tr>
            </thead>
            <tbody>
              {judged.map(({ checkpoint, approved, rejected, rate }) => (
                <tr key={checkpoint}>
                  <th scope="row">{NAMES[checkpoint]}</th>
                  <td>{approved}</td>
                  <td>{rejected}</td>
                  <td>{rate === undefined ? FEW : `${Math.round(rate * 100)} %`}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
        <section class="card">
          <h2>Generations per segment</h2>
          <table>
            <thead>
              <tr>
                <th scope="col">Kind</th>
                <th scope="col">Asked for</th>
                <th scope="col">Segments</th>
                <th scope="col">Each</th>
              </tr>
            </thead>
            <tbody>
              {made.map(({ kind, times, files, perFile }) => (
                <tr key={kind}>
                  <th scope="row">{NAMES[kind]}</th>
                  <td>{times}</td>
                  <td>{files}</td>
                  <td>{perFile === undefined ? FEW : perFile.toFixed(1)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
        <section class="card">
          <h2>Slowest checkpoints</h2>
          <p class="muted">
            From the last approval of the checkpoint before it to its own, the middle stream.
          </p>
          <table>
            <thead>
              <tr>
                <th scope="col">Checkpoint</th>
                <th scope="col">Streams</th>
                <th scope="col">Takes</th>
              </tr>
            </thead>
            <tbody>
              {slow.map(({ checkpoint, streams, seconds }) => (
                <tr key={checkpoint}>
                  <th scope="row">{NAMES[checkpoint]}</th>
                  <td>{streams}</td>
                  <td>{seconds === undefined ? FEW : durationInWords(seconds)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
        <section class="card">
          <h2>Most difficult segments</h2>
          {hard.length === 0 ? (
            <p class="muted">None was sent back or made again more than once.</p>
          ) : (
            <ol class="hard">
              {hard.map(({ stream, segment, rejected, made: times }) => (
                <li key={`${stream}/${segment}`}>
                  {titles.has(stream) ? (
                    <a href={streamHref(stream, 'keyframes', segment)}>
                      {titles.get(stream)}, segment {segment}
                    </a>
                  ) : (
                    `${stream}, segment ${segment}`
                  )}
                  <span class="muted">
                    {rejected} × rejected, {times} × generated
                  </span>
                </li>
              ))}
            </ol>
          )}
        </section>
      </div>
    </Page>
  )
}

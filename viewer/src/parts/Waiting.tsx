import type { StoryState } from '../source/state.ts'

/** What the page says before there is anything to show. */
export function Waiting({ state }: { state: StoryState }) {
  const { connection, progress } = state
  // What is wrong stands in a notice; this is for a story that has not begun.
  if (connection.kind === 'unreachable' || progress.kind === 'trouble') return null
  if (progress.kind === 'loading') {
    return <p class="quiet">Looking for _progress.json …</p>
  }
  if (connection.kind === 'report')
    return <p class="quiet">This report was made before the story had begun, or its data is damaged.</p>
  return (
    <section class="waiting" aria-labelledby="waiting-heading">
      <h2 id="waiting-heading">Waiting for the story to begin</h2>
      <p>
        Nothing to show yet: <code>_progress.json</code> isn’t in{' '}
        <code>
          <bdi>{folderAddress()}</bdi>
        </code>
        . A pipeline writes it when it starts a phase, and then this page fills by itself.
      </p>
      <p>
        To begin from a shell: <code>story-monitor phase start &lt;folder&gt; reddit</code>
      </p>
    </section>
  )
}

const folderAddress = (): string => location.origin + location.pathname.replace(/[^/]*$/, '')

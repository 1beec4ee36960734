import { Marked } from './Marked.tsx'
import type { SceneRow } from './protocol.ts'
import type { Context } from './RowList.tsx'
import { Toggle } from './Toggle.tsx'
import { amount, progressInWords, typesInWords } from './words.ts'

/** A scene: its name, its narrative and what is made for it. */
export function SceneItem({ row, store, query, still }: { row: SceneRow } & Context) {
  const isMaking = !still && row.byStatus.running + row.byStatus.generating > 0
  const types = typesInWords(row.byType)
  const counted = `${amount(row.assetsCount, 'asset')}${types === '' ? '' : `: ${types}`}`
  const progress = progressInWords(row.byStatus, still)
  return (
    <article class={`sk-scene${row.open && row.listed > 0 ? ' sk-open' : ''}${isMaking ? ' sk-making' : ''}`}>
      <h4>
        <Marked text={row.name} query={query} />
      </h4>
      {row.summary !== '' && (
        <p class="sk-summary">
          <Marked text={row.summary} query={query} />
        </p>
      )}
      <p class="sk-counts">
        {row.listed > 0 ? (
          <Toggle open={row.open} onToggle={() => store.toggle(row.id)}>
            {counted}
          </Toggle>
        ) : (
          counted
        )}
        {progress !== '' && <span class="sk-progress-words"> · {progress}</span>}
      </p>
    </article>
  )
}

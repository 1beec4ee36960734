import { Marked } from './Marked.tsx'
import type { ChapterRow } from './protocol.ts'
import type { Context } from './RowList.tsx'
import { Toggle } from './Toggle.tsx'
import { amount, progressInWords } from './words.ts'

/** A chapter's heading; it opens and closes what is in it. */
export function ChapterItem({ row, store, query, still }: { row: ChapterRow } & Context) {
  const progress = progressInWords(row.byStatus, still)
  const counts = [row.sceneCount > 0 || row.assets === 0 ? amount(row.sceneCount, 'scene') : '', progress]
  return (
    <div class="sk-chapter">
      <h3>
        <Toggle open={row.open} onToggle={() => store.toggle(row.id)}>
          <Marked text={row.title} query={query} />
        </Toggle>
      </h3>
      <p class="sk-counts">{counts.filter((part) => part !== '').join(' · ')}</p>
    </div>
  )
}

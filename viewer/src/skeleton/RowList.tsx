import { useEffect, useLayoutEffect, useMemo, useReducer, useRef, useState } from 'preact/hooks'
import { AssetItem } from './AssetItem.tsx'
import { ChapterItem } from './ChapterItem.tsx'
import type { Row } from './protocol.ts'
import { SceneItem } from './SceneItem.tsx'
import { Scroller } from './scroller.ts'
import type { SkeletonStore } from './store.ts'

/** What every row is told beside its content. */
export type Context = Surroundings & { isExpanded: boolean }

/** `still`: nothing is being made now, whatever the file says. */
type Surroundings = { store: SkeletonStore; query: string; still: boolean; version: number }

/** All rows as one list, of which only the part around the window is in the page. */
export function RowList({ store, still }: { store: SkeletonStore; still: boolean }) {
  const list = useRef<HTMLDivElement>(null)
  const [scroller] = useState(() => new Scroller(store))
  const [, draw] = useReducer((count: number) => count + 1, 0)
  useLayoutEffect(
    () => (list.current ? scroller.attach(list.current, () => draw(undefined)) : undefined),
    [scroller],
  )
  useLayoutEffect(() => scroller.settle())
  const context: Surroundings = { store, query: store.view.query, still, version: store.version }
  const { layout } = store
  return (
    // biome-ignore lint/a11y/useSemanticElements: ul can't hold rows that stand for three levels and carry their place
    <div
      ref={list}
      class="sk-list"
      role="list"
      aria-label="Chapters, scenes and assets"
      style={{ height: `${layout.total}px` }}
    >
      {scroller.indexes().map((index) => {
        const id = layout.idAt(index)
        const row = store.rowOf(id)
        const place = { id, index, top: layout.offsetAt(index), context }
        return row ? (
          <RowFrame key={id} row={row} scroller={scroller} {...place} />
        ) : (
          <Waiting
            key={`waits-${id}`}
            id={id}
            index={index}
            top={place.top}
            height={layout.heightAt(index)}
          />
        )
      })}
    </div>
  )
}

type FrameProps = {
  row: Row
  scroller: Scroller
  id: number
  index: number
  top: number
  context: Surroundings
}

function RowFrame({ row, scroller, id, index, top, context }: FrameProps) {
  const frame = useRef<HTMLDivElement>(null)
  const { store } = context
  useEffect(() => (frame.current ? scroller.observe(frame.current) : undefined), [scroller])
  useEffect(() => () => store.pin(id, 'focus', false), [store, id])
  const { query, still, version } = context
  const isExpanded = store.isExpanded(id)
  // A result that was missing is looked for again with a new version; nothing else in a row asks for it.
  const looks = row.kind === 'asset' && row.address !== undefined ? version : 0
  // The same content is not even compared again: while the reader scrolls, most rows only stay.
  const content = useMemo(
    () => contentOf(row, { store, query, still, version: looks, isExpanded }),
    [row, store, query, still, looks, isExpanded],
  )
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the list
    <div
      ref={frame}
      class={`sk-row sk-row-${row.kind}${store.isNew(id) ? ' sk-new' : ''}`}
      role="listitem"
      aria-posinset={row.position}
      aria-setsize={row.of}
      tabIndex={-1}
      data-id={id}
      data-index={index}
      style={{ top: `${top}px` }}
      onFocusIn={() => store.pin(id, 'focus', true)}
      onFocusOut={() => store.pin(id, 'focus', false)}
    >
      {content}
    </div>
  )
}

function contentOf(row: Row, context: Context) {
  if (row.kind === 'chapter') return <ChapterItem row={row} {...context} />
  if (row.kind === 'scene') return <SceneItem row={row} {...context} />
  return <AssetItem row={row} {...context} />
}

/** The place of a row whose content is on its way. */
function Waiting({ id, index, top, height }: { id: number; index: number; top: number; height: number }) {
  const style = { top: `${top}px`, height: `${height}px` }
  return (
    <div
      class="sk-row sk-waits"
      aria-hidden="true"
      data-waits
      data-id={id}
      data-index={index}
      style={style}
    />
  )
}

import { Marked } from './Marked.tsx'
import type { AssetRow, Param } from './protocol.ts'
import { ResultLink, Thumbnail, TimedResult } from './Result.tsx'
import type { Context } from './RowList.tsx'
import { StatusMark } from './StatusMark.tsx'
import { shownStatus } from './words.ts'

const LONG = 180
const FEW = 4

/** An asset: what it is, how far it is, what it is made from, and what came of it. */
export function AssetItem({ row, store, query, still, version, isExpanded }: { row: AssetRow } & Context) {
  const status = shownStatus(row.status, still)
  const shape = `${row.inScene ? ' sk-in-scene' : ''}${row.first ? ' sk-first' : ''}${row.last ? ' sk-last' : ''}`
  const making = row.making && !still ? ' sk-making' : ''
  const media = { row, store, version }
  return (
    <div class={`sk-asset sk-asset-is-${status}${shape}${making}`}>
      <Thumbnail {...media} />
      <div class="sk-asset-body">
        <p class="sk-asset-line">
          <strong class="sk-asset-name">
            <Marked text={row.name} query={query} />
          </strong>
          <StatusMark status={status} />
          <span class="sk-kind">
            <bdi>{row.type}</bdi>
            {row.workflow !== '' && (
              <>
                {' · '}
                <Marked text={row.workflow} query={query} />
              </>
            )}
          </span>
        </p>
        <Details row={row} query={query} isOpen={isExpanded} />
        {hasMore(row) && (
          <button type="button" class="more" aria-expanded={isExpanded} onClick={() => store.expand(row.id)}>
            {isExpanded ? 'less' : 'more'}
          </button>
        )}
        <TimedResult {...media} />
        <ResultLink {...media} />
      </div>
    </div>
  )
}

const isLong = (text: string) => text.length > LONG || text.split('\n', 4).length > 3

const hasMore = (row: AssetRow) =>
  row.params.length > FEW ||
  row.params.some((param) => isLong(param.text)) ||
  (row.skillReason !== undefined && isLong(row.skillReason))

/** The prompt's parameters. Long values are cut in the page, not only by style: a prompt may have 20,000 letters. */
function Details({ row, query, isOpen }: { row: AssetRow; query: string; isOpen: boolean }) {
  const params = isOpen ? row.params : row.params.slice(0, FEW)
  const reason: Param[] = row.skillReason === undefined ? [] : [{ key: 'why', text: row.skillReason }]
  if (params.length + reason.length === 0) return null
  return (
    <dl class={isOpen ? 'sk-params' : 'sk-params sk-clamped'}>
      {[...params, ...reason].map(({ key, text }) => (
        <div key={key}>
          <dt>
            <bdi>{key}</bdi>
          </dt>
          <dd>
            <Marked text={isOpen ? text : around(text, query)} query={query} />
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** The beginning of a long text, or the part where the reader's search finds something. */
function around(text: string, query: string): string {
  if (text.length <= LONG * 3) return text
  const at = query === '' ? -1 : text.toLowerCase().indexOf(query.trim().toLowerCase())
  return at > LONG ? `…${text.slice(at - 60, at + LONG * 2)}…` : `${text.slice(0, LONG * 3)}…`
}

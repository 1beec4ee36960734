import { openDesk } from '../../../../viewer/src/skeleton/desk.ts'
import type { Reply, Row, View } from '../../../../viewer/src/skeleton/protocol.ts'

export const VIEW: View = { query: '', status: 'all', toggled: [], chaptersOpen: true, assetsOpen: true }

type Kind = Reply['kind']

/** Talks to a desk as the page does, over a file that is a response. */
export function deskOver(answer: (request: Request) => Response | Promise<Response>) {
  const replies: Reply[] = []
  const desk = openDesk(
    (reply) => replies.push(reply),
    async (input, init) => answer(new Request(input, init)),
  )
  const last = <Word extends Kind>(kind: Word): Extract<Reply, { kind: Word }> => {
    const found = replies.findLast((reply): reply is Extract<Reply, { kind: Word }> => reply.kind === kind)
    if (found === undefined)
      throw new Error(`no ${kind} among: ${replies.map((reply) => reply.kind).join(', ')}`)
    return found
  }
  return {
    replies,
    last,
    look: async (view: Partial<View> = {}, validator = {}) => {
      const around = { above: 0, below: 400 }
      const url = 'http://story.test/_director_progress.json'
      await desk.receive({ kind: 'look', seq: 1, url, validator, view: { ...VIEW, ...view }, around })
      return replies.at(-1)
    },
    show: async (view: Partial<View>, around: { id?: number } = {}) => {
      const wanted = { above: 0, below: 400, ...around }
      await desk.receive({ kind: 'show', seq: 2, view: { ...VIEW, ...view }, around: wanted })
      return last('arranged').arrangement
    },
    rows: async (from: number, to: number) => {
      await desk.receive({ kind: 'rows', seq: 2, from, to })
      return last('window').window
    },
    gallery: async (id: number) => {
      await desk.receive({ kind: 'gallery', id })
      return last('gallery').images
    },
  }
}

/** A desk that has read this skeleton, and all rows that it shows. */
export async function reading(skeleton: unknown, view: Partial<View> = {}) {
  const desk = deskOver(() => new Response(JSON.stringify(skeleton)))
  await desk.look(view)
  const { outline, arrangement } = desk.last('version')
  return { desk, outline, arrangement, rows: arrangement.window.rows }
}

/** What a row is called, one word a row: enough to see which rows there are and in which order. */
export const namesOf = (rows: readonly Row[]): string[] =>
  rows.map((row) => (row.kind === 'chapter' ? row.title : row.name))

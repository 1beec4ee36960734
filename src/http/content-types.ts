/** How a file is sent. `active`: a browser may run or follow something in it. `attachment`: it is saved, not shown. */
export type ContentType = { type: string; active?: true; attachment?: true }

const shown = (type: string): ContentType => ({ type })
const active = (type: string): ContentType => ({ type, active: true })
const UNKNOWN: ContentType = { type: 'application/octet-stream', attachment: true }

const TYPES: ReadonlyMap<string, ContentType> = new Map([
  ['html', active('text/html; charset=utf-8')],
  ['htm', active('text/html; charset=utf-8')],
  ['xhtml', active('application/xhtml+xml; charset=utf-8')],
  ['svg', active('image/svg+xml')],
  ['xml', active('application/xml; charset=utf-8')],
  ['png', shown('image/png')],
  ['jpg', shown('image/jpeg')],
  ['jpeg', shown('image/jpeg')],
  ['gif', shown('image/gif')],
  ['webp', shown('image/webp')],
  ['avif', shown('image/avif')],
  ['mp3', shown('audio/mpeg')],
  ['wav', shown('audio/wav')],
  ['ogg', shown('audio/ogg')],
  ['oga', shown('audio/ogg')],
  ['opus', shown('audio/ogg')],
  ['flac', shown('audio/flac')],
  ['m4a', shown('audio/mp4')],
  ['aac', shown('audio/aac')],
  ['mp4', shown('video/mp4')],
  ['m4v', shown('video/mp4')],
  ['webm', shown('video/webm')],
  ['mov', shown('video/quicktime')],
  ['ogv', shown('video/ogg')],
  ['vtt', shown('text/vtt; charset=utf-8')],
  ['txt', shown('text/plain; charset=utf-8')],
  ['md', shown('text/plain; charset=utf-8')],
  ['log', shown('text/plain; charset=utf-8')],
  ['srt', shown('text/plain; charset=utf-8')],
  ['csv', shown('text/plain; charset=utf-8')],
  ['jsonl', shown('text/plain; charset=utf-8')],
  ['json', shown('application/json; charset=utf-8')],
])

/**
 * How the file of this name is sent; what the table doesn't know is a download.
 *
 * @example contentTypeOf('cards/1.PNG').type // 'image/png'
 */
export function contentTypeOf(name: string): ContentType {
  const dot = name.lastIndexOf('.')
  return (dot === -1 ? undefined : TYPES.get(name.slice(dot + 1).toLowerCase())) ?? UNKNOWN
}

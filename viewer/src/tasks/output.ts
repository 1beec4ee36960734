import { resultAddress, safeResultPath } from '../../../src/contract/index.ts'

/** What a task made, as the page can show it. */
export type Output = {
  kind: 'image' | 'video' | 'audio' | 'text' | 'file' | 'elsewhere'
  address: string
  name: string
}

const KINDS: readonly (readonly [Output['kind'], RegExp])[] = [
  ['image', /\.(png|apng|jpe?g|webp|gif|avif|svg)$/i],
  ['video', /\.(mp4|m4v|webm|mov)$/i],
  ['audio', /\.(mp3|wav|ogg|m4a|flac)$/i],
  // What a browser shows as plain text; anything else is saved, never opened in this page's origin.
  ['text', /\.(txt|md|json|jsonl|csv|srt|vtt|log|pdf)$/i],
]

/**
 * Reads the address of a task's output: a file inside the story folder, or a page on the web.
 *
 * @returns undefined for anything that must not be followed
 * @example outputOf('portraits/alice.png')?.kind // 'image'
 */
export function outputOf(url: string | undefined): Output | undefined {
  const path = safeResultPath(url)
  if (path === undefined) return elsewhere(url)
  const name = path.split('/').at(-1) ?? path
  const kind = KINDS.find(([, ending]) => ending.test(name))?.[0] ?? 'file'
  return { kind, address: resultAddress(path), name }
}

function elsewhere(url: string | undefined): Output | undefined {
  if (url === undefined || !/^https?:\/\//i.test(url) || !URL.canParse(url)) return undefined
  const { href, host } = new URL(url)
  return { kind: 'elsewhere', address: href, name: host }
}

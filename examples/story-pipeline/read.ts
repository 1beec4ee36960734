/** A posted story, cleaned: its title, the poster's own summary, and the lines that remain. */
export type CleanStory = { title: string; summary: string; lines: string[]; words: number; removed: number }

const ENTITIES: Record<string, string> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&nbsp;': ' ',
}

/**
 * Takes a story as it was posted and leaves the story: no edit notes, no markup, no asides to the readers.
 *
 * @example cleanPost('# A\n\nEDIT: thanks\n\nOnce.').lines // ['Once.']
 */
export function cleanPost(post: string): CleanStory {
  const all = post.split(/\r?\n/).map((line) => line.trim())
  const title = plain((all.find((line) => line.startsWith('# ')) ?? '# Untitled').slice(2))
  const summary = plain((all.find((line) => /^TL;DR:/i.test(line)) ?? '').replace(/^TL;DR:/i, ''))
  const kept = all.filter((line) => line !== '' && !isAside(line))
  const lines = kept.map(plain)
  const body = lines.filter((line) => !line.startsWith('#')).join(' ')
  return {
    title,
    summary,
    lines,
    words: body.split(/\s+/).filter(Boolean).length,
    removed: all.filter(isAside).length,
  }
}

const isAside = (line: string): boolean =>
  /^# /.test(line) || /^(EDIT|TL;DR)\b/i.test(line) || /^\*{3}$/.test(line) || /^\*[^*]+\*$/.test(line)

const plain = (line: string): string =>
  line
    .replaceAll(/&[a-z]+;/g, (entity) => ENTITIES[entity] ?? entity)
    .replaceAll(/\*([^*]+)\*/g, '$1')
    .replaceAll(/"([^"]*)"/g, '“$1”')
    .replaceAll("'", '’')
    .replaceAll(/\s+/g, ' ')
    .trim()

import { stripVTControlCharacters } from 'node:util'

/** Markdown as a terminal shows it: without the marks, and without anything that would move the cursor. */
export const markdownLines = (markdown: string): string[] =>
  markdown
    .trimEnd()
    .split('\n')
    .map((line) =>
      stripVTControlCharacters(line)
        .replaceAll(/[\p{Cc}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu, '')
        .replace(/^#+ /, '')
        .replaceAll('**', '')
        .replaceAll('`', '')
        .replaceAll('\\<', '<'),
    )

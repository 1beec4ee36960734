import type { CallToolResult } from '@modelcontextprotocol/server'
import { StoryMonitorError } from '../errors.ts'
import {
  type Outcome,
  type Report,
  renderError,
  renderRefusal,
  renderReport,
  reportAsJson,
} from '../generation/index.ts'

/** An agent's context is dear: nothing longer than this goes out. */
export const MAX_CHARACTERS = 25_000

const MAX_TEXT = 2_000

/**
 * What a tool answers: the Markdown, and the same as data. Refusals and errors are results too, so that the agent reads
 * what to do next.
 *
 * @param rest how to see what was cut off
 */
export function answer(work: () => Outcome<Report>, rest: string): CallToolResult {
  return guarded(() => {
    const outcome = work()
    if (!outcome.ok) return failure(renderRefusal(outcome.refusal))
    return success(renderReport(outcome.report), reportAsJson(outcome.report), rest)
  })
}

/** Errors that are somebody's to mend become results; anything else is a fault of this package and is thrown. */
export function guarded(work: () => CallToolResult): CallToolResult {
  try {
    return work()
  } catch (error) {
    if (error instanceof StoryMonitorError) return failure(renderError(error.message))
    throw error
  }
}

export const success = (
  text: string,
  structured: { [key: string]: unknown },
  rest: string,
): CallToolResult => ({
  content: [{ type: 'text', text: cut(text, rest) }],
  structuredContent: fitted(structured),
})

export const failure = (text: string): CallToolResult => ({
  content: [{ type: 'text', text: cut(text, 'The rest is in the file itself.') }],
  isError: true,
})

/** Cuts a text at the end of a line, with a note of how to see the rest. */
export function cut(text: string, rest: string): string {
  if (text.length <= MAX_CHARACTERS) return text
  const note = `\n\n✂️ Cut: ${text.length} characters are more than the ${MAX_CHARACTERS} that fit. ${rest}\n`
  const end = MAX_CHARACTERS - note.length
  const line = text.lastIndexOf('\n', end)
  return `${text.slice(0, line > end / 2 ? line : end)}${note}`
}

/** The same for data: long texts are shortened and the longest list is halved until it fits; `truncated` says so. */
function fitted(structured: { [key: string]: unknown }): { [key: string]: unknown } {
  if (JSON.stringify(structured).length <= MAX_CHARACTERS) return structured
  const copy: { [key: string]: unknown } = JSON.parse(
    JSON.stringify(structured, (_, value: unknown) =>
      typeof value === 'string' && value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT)}…` : value,
    ),
  )
  copy['truncated'] = true
  for (;;) {
    const longest = lists(copy).sort((one, other) => other.length - one.length)[0]
    if (longest === undefined || longest.length === 0) return copy
    if (JSON.stringify(copy).length <= MAX_CHARACTERS) return copy
    longest.length = Math.floor(longest.length / 2)
  }
}

function lists(value: unknown): unknown[][] {
  if (typeof value !== 'object' || value === null) return []
  const inside = Object.values(value).flatMap(lists)
  return Array.isArray(value) ? [value, ...inside] : inside
}

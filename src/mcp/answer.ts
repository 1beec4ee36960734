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
import { fitted, type Written } from './fit.ts'
import { patiently } from './patience.ts'

/**
 * What a tool answers: the Markdown, and the same as data. Refusals and errors are results too, so that the agent reads
 * what to do next.
 *
 * @param rest how to see what was left out
 */
export function answer(work: () => Outcome<Report>, rest: string): Promise<CallToolResult> {
  return guarded(async () => {
    const outcome = await patiently(work)
    if (outcome.ok) return success(outcome.report, asWritten, rest)
    return failure(fitted(outcome.refusal, refusalAsWritten, 'The rest is in the file itself.').text)
  })
}

const asWritten = (report: Report): Written => ({
  text: renderReport(report),
  structured: reportAsJson(report),
})

const refusalAsWritten = (refusal: Parameters<typeof renderRefusal>[0]): Written => ({
  text: renderRefusal(refusal),
  structured: {},
})

/** Errors that are somebody's to mend become results; anything else is a fault of this package and is thrown. */
export async function guarded(work: () => CallToolResult | Promise<CallToolResult>): Promise<CallToolResult> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof StoryMonitorError) return failure(renderError(error.message))
    throw error
  }
}

export function success<Value extends object>(
  value: Value,
  write: (value: Value) => Written,
  rest: string,
): CallToolResult {
  const { text, structured } = fitted(value, write, rest)
  return { content: [{ type: 'text', text }], structuredContent: structured }
}

export const failure = (text: string): CallToolResult => ({
  content: [{ type: 'text', text }],
  isError: true,
})

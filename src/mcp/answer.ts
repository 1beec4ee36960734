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
 * @param lockPatienceMs how long one and the same holder of the scene's lock is waited for
 * @param rest how to see what was left out
 */
export function answer(
  lockPatienceMs: number | undefined,
  work: () => Outcome<Report>,
  rest: string,
): Promise<CallToolResult> {
  return guarded(async () => {
    const outcome = await patiently(work, lockPatienceMs)
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
    if (error instanceof StoryMonitorError) return failure(renderError(error.message, adviceOn(error)))
    throw error
  }
}

/** Nothing that throws has changed anything: the call can be made again. */
function adviceOn({ code }: StoryMonitorError): string[] {
  switch (code) {
    case 'LOCKED':
      return [
        'Nothing was changed. Make the call again when the holder is through',
        'Reading works meanwhile: get_generation_status',
      ]
    case 'WRITE_FAILED':
    case 'NOT_FOUND':
      return ['Nothing was changed. Tell the user about the disk, and make the call again when it is mended']
    default:
      return ['Nothing was changed. Make the call again with that mended']
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

import { filledText, knownKeys, refuse, text } from '../../host/index.ts'

/** Where word of an event goes. All that are given are used. */
export type NotifyOptions = {
  /** An http(s) address that gets the event as a JSON body by POST. */
  webhook?: string
  /** A message on this machine's desktop. */
  desktop?: boolean
  /** A command as argv; it gets the event as JSON on its standard input. */
  command?: readonly string[]
}

/** Every place that there is. */
export const PLACES: readonly (keyof NotifyOptions)[] = ['webhook', 'desktop', 'command']

/** @throws StoryMonitorError INVALID_ARGUMENT naming the option */
export function readNotify(value: unknown): NotifyOptions | undefined {
  if (value === undefined) return undefined
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw refuse('notify', '{ webhook, desktop, command }', value)
  knownKeys('notify', value, PLACES)
  const given: { [key: string]: unknown } = { ...value }
  const { webhook, desktop, command } = given
  return {
    ...(webhook === undefined ? {} : { webhook: address(webhook) }),
    ...(desktop === undefined ? {} : { desktop: flag(desktop) }),
    ...(command === undefined ? {} : { command: argv(command) }),
  }
}

function address(value: unknown): string {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw refuse('notify.webhook', 'an http or https address', value)
  }
  return url.href
}

function flag(value: unknown): boolean {
  if (typeof value !== 'boolean') throw refuse('notify.desktop', 'true or false', value)
  return value
}

function argv(value: unknown): string[] {
  const expected = 'a command and its arguments as an array of texts'
  if (!Array.isArray(value) || value.length === 0) throw refuse('notify.command', expected, value)
  return value.map((part: unknown, index) =>
    index === 0 ? filledText('notify.command[0]', part) : text(`notify.command[${index}]`, part),
  )
}

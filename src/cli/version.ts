import { readFileSync } from 'node:fs'

/** The version in package.json, which stands one folder up from the built code and two from the sources. */
export function ownVersion(): string {
  for (const place of ['../package.json', '../../package.json']) {
    const found = read(new URL(place, import.meta.url))
    if (found !== undefined) return found
  }
  return 'unknown'
}

function read(place: URL): string | undefined {
  try {
    const { name, version }: { name?: unknown; version?: unknown } = JSON.parse(readFileSync(place, 'utf8'))
    return name === 'story-monitor' && typeof version === 'string' ? version : undefined
  } catch {
    // Not there: the other place has it.
    return undefined
  }
}

import { isDictionary, ownValue, textOf } from '../../../src/contract/index.ts'

let media: unknown

/**
 * Where a result is to be loaded from: a report carries its pictures and sounds inside itself, by their address; every
 * other page loads them from beside itself.
 *
 * @param address as the row has it, relative to the page
 */
export function sourceOf(address: string): string {
  media ??= mediaInside()
  const inside = textOf(ownValue(media, address))
  // Only data can stand inside: nothing here leads the page elsewhere.
  return inside?.startsWith('data:') ? inside : address
}

function mediaInside(): unknown {
  try {
    const value: unknown = JSON.parse(document.getElementById('story-media')?.textContent ?? '{}')
    return isDictionary(value) ? value : {}
  } catch {
    // A damaged report still shows its story; the media are then looked for beside it.
    return {}
  }
}

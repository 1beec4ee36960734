import { join } from 'node:path'
import { StoryMonitorError } from '../../errors.ts'
import { parseJson, readFileOnce, realPathInside, withLock, writeFileAtomic } from '../../files/index.ts'
import { withValue } from './json-edit.ts'
import { looseOf } from './loose.ts'
import { editablesOf, hashOf, specOf } from './spec.ts'
import { PRODUCTION_FILE } from './stream.ts'

/** What came of an edit. In a conflict, `current` is what stands in the file now. */
export type Edit = { kind: 'saved' } | { kind: 'unchanged' } | { kind: 'conflict'; current: string }

/**
 * Changes one text in a stream's production.json, if it is still the one that the person saw.
 *
 * @param id of an Editable
 * @param seen `hashOf` the text that stood there when the person began to type
 * @throws StoryMonitorError NOT_FOUND, MALFORMED, WRITE_FAILED; the file is then as it was
 * @example editValue('/streams', 'the-lighthouse', '1:image_prompt', hashOf('a dark lamp'), 'a dark lamp in snow')
 */
export function editValue(root: string, name: string, id: string, seen: string, value: string): Edit {
  const path = realPathInside(root, `${name}/${PRODUCTION_FILE}`)
  if (path === undefined) {
    throw new StoryMonitorError('NOT_FOUND', `${join(name, PRODUCTION_FILE)} is not there any more.`)
  }
  return withLock(path, () => {
    const bytes = readFileOnce(path)?.bytes ?? Buffer.alloc(0)
    const spec = specOf(looseOf(parseJson(bytes, join(name, PRODUCTION_FILE))))
    const place = editablesOf(spec).find((editable) => editable.id === id)
    if (place === undefined) {
      throw new StoryMonitorError(
        'NOT_FOUND',
        'That part of the spec is not there any more. Load the page again.',
      )
    }
    if (place.value === value) return { kind: 'unchanged' }
    if (hashOf(place.value) !== seen) return { kind: 'conflict', current: place.value }
    writeFileAtomic(path, withValue(bytes.toString('utf8'), place.path, value), { flush: true })
    return { kind: 'saved' }
  })
}

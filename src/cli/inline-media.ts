import { closeSync, readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { readSkeleton, readTasks, resultAddress, safeResultPath } from '../contract/index.ts'
import { openInside } from '../files/index.ts'

const TYPES: { [ending: string]: string } = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
  '.gif': 'image/gif',
  '.svg': 'image/svg+xml',
  '.mp3': 'audio/mpeg',
  '.wav': 'audio/wav',
  '.ogg': 'audio/ogg',
  '.m4a': 'audio/mp4',
  '.mp4': 'video/mp4',
  '.webm': 'video/webm',
}

/** A report of more than this is no longer pleasant to send or to open. */
const MAX_TOTAL_BYTES = 24 * 1024 * 1024

/**
 * The pictures, sounds and films of a skeleton and of tasks as data, by the address that the page has for each, until the
 * total is reached.
 *
 * @returns also how many files were left out because they are too large together
 */
export function inlineMedia(
  folder: string,
  skeleton: unknown,
  tasks: unknown,
): { media: Record<string, string>; leftOut: number } {
  const media = new Map<string, string>()
  let room = MAX_TOTAL_BYTES
  let leftOut = 0
  for (const path of resultPaths(skeleton, tasks)) {
    const type = TYPES[extname(path).toLowerCase()]
    // Half of a surrogate pair has no address, and so no place in the page.
    if (type === undefined || /\p{Cs}/u.test(path)) continue
    const file = openInside(folder, path)
    if (file === undefined) continue
    try {
      if (file.stat.size > room) leftOut += 1
      else {
        const bytes = readFileSync(file.fd)
        room -= bytes.length
        media.set(resultAddress(path), `data:${type};base64,${bytes.toString('base64')}`)
      }
    } finally {
      closeSync(file.fd)
    }
  }
  return { media: Object.fromEntries(media), leftOut }
}

function resultPaths(skeleton: unknown, tasks: unknown): Set<string> {
  const view = readSkeleton(skeleton)
  const lists = [
    view?.storyAssets ?? [],
    ...(view?.chapters ?? []).flatMap((chapter) => [
      chapter.assets,
      ...chapter.scenes.map((scene) => scene.assets),
    ]),
  ]
  const paths = [
    ...lists.flat().map((asset) => asset.resultPath),
    ...(readTasks(tasks) ?? []).map((task) => safeResultPath(task.outputUrl)),
  ]
  return new Set(paths.filter((path) => path !== undefined))
}

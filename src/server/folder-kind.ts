import { readdirSync, statSync } from 'node:fs'
import { VIEWER_HTML_FILENAME } from '../contract/index.ts'
import { realPathInside } from '../files/index.ts'
import { STORY_MARKS } from './state-files.ts'

/** One story, a folder of stories, or nothing yet: what the served folder is can change with every file. */
export type FolderKind = 'story' | 'stories' | 'empty'

/** Looks at the folder as it is now. */
export function kindOf(folder: string): FolderKind {
  if (hasMark(folder)) return 'story'
  return foldersIn(folder).some((name) => isStory(`${folder}/${name}`)) ? 'stories' : 'empty'
}

/**
 * The names of the stories in a folder of stories; none where the folder is a story itself.
 *
 * @example storiesIn('/stories') // ['night-train', 'the-lamp']
 */
export const storiesIn = (folder: string): string[] =>
  hasMark(folder) ? [] : foldersIn(folder).filter((name) => isStory(`${folder}/${name}`))

const hasMark = (folder: string): boolean => STORY_MARKS.some((name) => isFileAt(`${folder}/${name}`))

/** A folder with nothing but the viewer in it waits for its story; any other empty folder is only a folder. */
const isStory = (folder: string): boolean => hasMark(folder) || hasViewer(folder)

/** Whether the viewer has been put into a folder. */
export const hasViewer = (folder: string): boolean => isFileAt(`${folder}/${VIEWER_HTML_FILENAME}`)

/** What lies in a folder that is closed to us isn't there, as far as we can show it. */
function isFileAt(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true
  } catch {
    return false
  }
}

/** Folders that the path gate lets through; none when the folder itself is gone. */
export function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => {
        if (entry.name.startsWith('.')) return false
        return (
          entry.isDirectory() || (entry.isSymbolicLink() && realPathInside(folder, entry.name) !== undefined)
        )
      })
      .map((entry) => entry.name)
  } catch {
    // Gone, or not for us to read: shown as empty until it is back.
    return []
  }
}

/** Whether there is a folder of this name inside the root, as the path gate sees it. */
export function isFolderInside(root: string, name: string): boolean {
  const real = realPathInside(root, name)
  return real !== undefined && statSync(real, { throwIfNoEntry: false })?.isDirectory() === true
}

import { join } from 'node:path'
import { VIEWER_HTML_FILENAME } from '../contract/index.ts'
import { makeFolder, readFileOnce, writeFileAtomic } from '../files/index.ts'
import { packageFile } from './package-file.ts'

/** Copies the viewer page into a story folder, unless this very version is there already. */
export function copyViewer(folder: string): void {
  const built = readFileOnce(packageFile(VIEWER_HTML_FILENAME))
  if (!built) return
  makeFolder(folder)
  const path = join(folder, VIEWER_HTML_FILENAME)
  if (!alreadyThere(path, built.bytes)) writeFileAtomic(path, built.bytes)
}

function alreadyThere(path: string, bytes: Buffer): boolean {
  try {
    return readFileOnce(path)?.bytes.equals(bytes) === true
  } catch {
    return false
  }
}

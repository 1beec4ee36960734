import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodePng, type Image } from '../story-pipeline/png.ts'
import { encodeAnimation } from './animation.ts'

const FRAME_MS = 120

/**
 * Writes frames as a film: an mp4 where ffmpeg is installed, else an animated PNG.
 *
 * @param stem the path without its ending
 * @returns the ending that was written
 */
export async function writeFilm(frames: readonly Image[], stem: string): Promise<'mp4' | 'png'> {
  if (await ffmpeg(frames, `${stem}.mp4`)) return 'mp4'
  writeFileSync(`${stem}.png`, encodeAnimation(frames, FRAME_MS))
  return 'png'
}

async function ffmpeg(frames: readonly Image[], path: string): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'show-frames-'))
  try {
    for (const [index, frame] of frames.entries()) {
      writeFileSync(join(folder, `${String(index).padStart(3, '0')}.png`), encodePng(frame))
    }
    const input = ['-framerate', String(1000 / FRAME_MS), '-i', join(folder, '%03d.png')]
    return await run('ffmpeg', ['-y', '-loglevel', 'error', ...input, '-pix_fmt', 'yuv420p', path])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Whether the command is there and ended well. */
const run = (command: string, args: readonly string[]): Promise<boolean> =>
  new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'ignore', shell: false })
    child.once('error', () => resolve(false))
    child.once('exit', (code) => resolve(code === 0))
  })

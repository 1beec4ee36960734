import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { StoryMonitorError } from '../../errors.ts'

const FRAMES = 60
const RATE = 20
const SIZE = '640x360'

/**
 * Makes a short film from a picture with ffmpeg: it moves slowly over it. The prompt says whither, in its way: the same
 * one gives the same film.
 *
 * @param options `onProgress` is called with a percentage
 * @throws StoryMonitorError MALFORMED with ffmpeg's last words
 * @example await filmKeyframe('/streams/one/keyframes/segment_1.png', '/tmp/out.mp4', 'slow push in')
 */
export function filmKeyframe(
  keyframe: string,
  output: string,
  prompt: string,
  options: { onProgress?: (percent: number) => void } = {},
): Promise<void> {
  const move = MOVES[(createHash('sha256').update(prompt).digest()[0] ?? 0) % MOVES.length] ?? ''
  const film = `scale=1920:-2,zoompan=${move}:d=${FRAMES}:s=${SIZE}:fps=${RATE},format=yuv420p`
  const args = ['-v', 'error', '-nostdin', '-progress', 'pipe:1', '-y', '-i', keyframe, '-vf', film]
  const ffmpeg = spawn(
    'ffmpeg',
    [...args, '-c:v', 'libx264', '-preset', 'veryfast', '-movflags', '+faststart', output],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let words = ''
  ffmpeg.stderr.on('data', (piece: Buffer) => {
    words = (words + piece.toString()).slice(-2000)
  })
  ffmpeg.stdout.on('data', (piece: Buffer) => {
    const frame = [...piece.toString().matchAll(/frame=(\d+)/g)].at(-1)?.[1]
    if (frame !== undefined) options.onProgress?.(Math.floor((Number(frame) / FRAMES) * 100))
  })
  return new Promise((resolve, reject) => {
    const fail = (reason: string) =>
      reject(new StoryMonitorError('MALFORMED', `ffmpeg made no film: ${reason.trim()}`))
    ffmpeg.once('error', (error) => fail(error.message))
    ffmpeg.once('close', (code) => (code === 0 ? resolve() : fail(words || `exit code ${code}`)))
  })
}

/** Zooming in, zooming out, and a drift to either side, as zoompan writes them. */
const MOVES: readonly string[] = [
  `z='1+0.2*on/${FRAMES}':x='(iw-iw/zoom)/2':y='(ih-ih/zoom)/2'`,
  `z='1.2-0.2*on/${FRAMES}':x='(iw-iw/zoom)/2':y='(ih-ih/zoom)/2'`,
  `z='1.2':x='(iw-iw/zoom)*on/${FRAMES}':y='(ih-ih/zoom)/2'`,
  `z='1.2':x='(iw-iw/zoom)*(1-on/${FRAMES})':y='(ih-ih/zoom)/2'`,
]

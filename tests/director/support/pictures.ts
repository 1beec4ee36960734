import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { drawScene } from '../../../src/director/generate/draw.ts'

/** Puts a real picture where a segment's keyframe belongs. */
export function putKeyframe(streams: string, stream: string, name: string, prompt: string): Buffer {
  const picture = drawScene(prompt, 'test')
  mkdirSync(join(streams, stream, 'keyframes'), { recursive: true })
  writeFileSync(join(streams, stream, 'keyframes', name), picture)
  return picture
}

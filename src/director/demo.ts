import { join } from 'node:path'
import { makeFolder, writeFileAtomic } from '../files/index.ts'
import { drawScene, filmKeyframe } from './generate/index.ts'
import { isOnPath } from './run/index.ts'

type DemoSegment = { title: string; narrative: string; image_prompt: string; motion_prompt: string }
type DemoStream = {
  name: string
  title: string
  story: string
  tone: string
  aesthetic: string
  segments: DemoSegment[]
  /** How many have a keyframe, and of those how many a video. */
  drawn: number
  filmed: number
}

const segment = (title: string, narrative: string, image: string, motion: string): DemoSegment => ({
  title,
  narrative,
  image_prompt: image,
  motion_prompt: motion,
})

const STREAMS: readonly DemoStream[] = [
  {
    name: 'the-salt-road',
    title: 'The Salt Road',
    story: 'Every spring the caravan left a lamp at the ford.\n\nThis year the lamp was already burning.',
    tone: 'warm, patient',
    aesthetic: 'ink wash with one warm colour, wide horizons',
    drawn: 3,
    filmed: 2,
    segments: [
      segment(
        'THE FORD',
        'A shallow river at dusk.',
        'a shallow ford at dusk, ink wash, one amber lamp',
        'slow push along the water',
      ),
      segment(
        'THE CARAVAN',
        'Nine camels and a child.',
        'a caravan in silhouette below a violet sky',
        'parallax drift to the left',
      ),
      segment(
        'THE LAMP',
        'Somebody was here before them.',
        'a burning lamp on a flat stone, long shadows',
        'the flame breathes',
      ),
    ],
  },
  {
    name: 'the-orchard-clock',
    title: 'The Orchard Clock',
    story: 'The clock in the orchard only struck when a pear fell.\n\nIn October nobody slept.',
    tone: 'wry',
    aesthetic: 'gouache, morning mist, greens and rust',
    drawn: 2,
    filmed: 0,
    segments: [
      segment(
        'THE CLOCK',
        'It hung between two trees.',
        'an old clock between pear trees in mist, gouache',
        'mist moves from left to right',
      ),
      segment(
        'OCTOBER',
        'One strike, then a hundred.',
        'pears falling through low sun, gouache, motion in the leaves',
        'leaves fall out of step',
      ),
    ],
  },
  {
    name: 'the-last-ferry',
    title: 'The Last Ferry',
    story: 'The ferry turned back for one passenger, who was not on the list and never left.',
    tone: 'quiet, a little eerie',
    aesthetic: 'night photograph, grain',
    drawn: 0,
    filmed: 0,
    segments: [],
  },
]

/**
 * Writes three small streams to try the dashboard with: one with keyframes and videos to judge, one with keyframes, one
 * just come in. The videos need ffmpeg.
 *
 * @returns whether there are videos
 * @example await makeDemoStreams('/tmp/demo/streams')
 */
export async function makeDemoStreams(folder: string): Promise<{ hasVideos: boolean }> {
  const hasVideos = isOnPath('ffmpeg')
  for (const { name, title, story, tone, aesthetic, segments, drawn, filmed } of STREAMS) {
    const stream = join(folder, name)
    makeFolder(join(stream, 'keyframes'))
    write(join(stream, 'input.json'), { id: name, title, language: 'en', story, brief: { tone } })
    if (segments.length === 0) continue
    write(join(stream, 'production.json'), {
      stream: { id: name, title },
      visual_direction: { aesthetic, color_palette: { ground: '#12151f', light: '#e8c170' } },
      segments: segments.map((more, index) => ({ id: index + 1, ...more, negative_prompt: 'text, faces' })),
    })
    for (const [index, { image_prompt, motion_prompt }] of segments.slice(0, drawn).entries()) {
      const keyframe = join(stream, 'keyframes', `segment_${index + 1}.png`)
      writeFileAtomic(keyframe, drawScene(image_prompt, 'demo'))
      if (!hasVideos || index >= filmed) continue
      makeFolder(join(stream, 'videos'))
      await filmKeyframe(keyframe, join(stream, 'videos', `segment_${index + 1}.mp4`), motion_prompt)
    }
  }
  return { hasVideos }
}

const write = (path: string, value: object) => writeFileAtomic(path, `${JSON.stringify(value, null, 2)}\n`)

import { writeFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { drawScene } from './draw.ts'
import { filmKeyframe } from './film.ts'

/** The built-in generator: `director-draw.js <output> [keyframe]`, the prompt on standard input; with a keyframe, a film. */
const [output, keyframe] = process.argv.slice(2)
if (output === undefined) {
  console.error('Say where the picture goes: director-draw.js <output.png>')
  process.exitCode = 2
} else if (keyframe === undefined) {
  console.log('10%')
  const picture = drawScene(await text(process.stdin), String(process.hrtime.bigint()))
  console.log('90%')
  writeFileSync(output, picture)
} else {
  const onProgress = (percent: number) => console.log(`${percent}%`)
  await filmKeyframe(keyframe, output, await text(process.stdin), { onProgress })
}

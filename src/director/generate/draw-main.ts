import { writeFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { drawScene } from './draw.ts'

/** The built-in generator: `director-draw.js <output>`, the prompt on standard input. */
const output = process.argv[2]
if (output === undefined) {
  console.error('Say where the picture goes: director-draw.js <output.png>')
  process.exitCode = 2
} else {
  console.log('10%')
  const picture = drawScene(await text(process.stdin), String(process.hrtime.bigint()))
  console.log('90%')
  writeFileSync(output, picture)
}

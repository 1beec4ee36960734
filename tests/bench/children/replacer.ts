import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Replaces `_progress.json` of a folder without pause until its input ends, then prints how often. */
const [, , folder = '.'] = process.argv
const [path, next] = [join(folder, '_progress.json'), join(folder, '.next')]
let number = 0
let ended = false

process.stdin.on('end', () => {
  ended = true
})
process.stdin.resume()

function replaceSome(): void {
  for (let turn = 0; turn < 100; turn += 1) {
    number += 1
    writeFileSync(
      next,
      `{"first":${number},"filler":"${'x'.repeat(500 + (number % 3000))}","last":${number}}`,
    )
    renameSync(next, path)
  }
  if (number === 100) console.log('started')
  if (ended) console.log(String(number))
  else setImmediate(replaceSome)
}

replaceSome()

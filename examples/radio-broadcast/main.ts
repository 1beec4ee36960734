import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { ProductionMonitor, progressDisplay, SEVEN_DAY_PILOT, StoryMonitorError } from 'story-monitor'
import { addressOf } from './address.ts'
import { demandScript, measureScript } from './check.ts'
import { startLocalGenerator } from './local-generator.ts'
import { chooseModel, generate } from './ollama.ts'
import { arcsUpTo, type Programme, weekOfProgrammes } from './schedule.ts'

/*
 * A week of radio, 112 programmes, written by a generator that may fail. Start it again after a crash and it goes on.
 * It shows its own progress; from another terminal so does: story-monitor production watch <folder>
 * Usage: node --import tsx examples/radio-broadcast/main.ts <folder> [--fast] [--chaos]
 * With OLLAMA_HOST in the environment it asks that Ollama (OLLAMA_MODEL says for which model); else a small generator of
 * its own.
 */
const [folderName, ...flags] = process.argv.slice(2)
if (folderName === undefined || folderName.startsWith('-')) {
  console.error('Say which folder the broadcast goes into: radio-broadcast <folder> [--fast] [--chaos]')
  process.exit(2)
}
const folder = resolve(folderName)
const fast = flags.includes('--fast')
const ollamaHost = process.env['OLLAMA_HOST']
const local = ollamaHost
  ? undefined
  : await startLocalGenerator({ chaos: flags.includes('--chaos'), thinkMs: fast ? 12 : 600 })
const url = local?.url ?? addressOf(ollamaHost ?? '')
const model = await chooseModel(url, local ? undefined : process.env['OLLAMA_MODEL']).catch(
  (error: Error) => {
    console.error(error.message)
    process.exit(1)
  },
)

const programmes = weekOfProgrammes()
const beats = { total: 400, each: 3 }
const scripts = join(folder, 'scripts')
mkdirSync(scripts, { recursive: true })

const monitor = new ProductionMonitor(folder, {
  criteria: SEVEN_DAY_PILOT,
  retry: { attempts: 8, delaySeconds: fast ? 0.05 : 1 },
  timeoutSeconds: local ? (fast ? 1 : 5) : 600,
  onStatus: progressDisplay(),
})

const run = monitor.run(programmes, async (programme, { index, previousErrors, signal }) => {
  const script = await generate(url, model, promptFor(programme, previousErrors), signal)
  demandScript(script)
  writeFileSync(join(scripts, `${programme.id}.txt`), `${script}\n`)
  const arcs = arcsUpTo(programmes, index)
  return {
    metrics: {
      ...measureScript(script, scriptsBefore(index)),
      arcs_resolved: arcs.resolved,
      arcs_total: arcs.total,
    },
    pools: {
      'story beats': { remaining: beats.total - beats.each * Math.ceil((index + 1) / 5), total: beats.total },
    },
  }
})
const summary = await run.catch((error: unknown) => {
  // A refusal (the folder is taken, or can't be written) says what to do; whatever else it is needs its stack.
  if (!(error instanceof StoryMonitorError)) throw error
  console.error(error.message)
  process.exit(1)
})
local?.close()

const { completed, total } = summary.segments
console.log(
  `${summary.status}: ${completed} of ${total} programmes are ready${summary.reason ? ` (${summary.reason})` : ''}`,
)
process.exitCode = summary.status === 'completed' ? 0 : 1

/** What went wrong before stands in the prompt, so that the generator can do better. */
function promptFor({ day, hour, kind, id }: Programme, previousErrors: readonly Error[]): string {
  const last = previousErrors.at(-1)
  return [
    `Write the ${kind} of the harbour station for day ${day}, ${hour} o'clock (${id}).`,
    'Seven short lines of plain text, each a whole sentence, forty words or more in all.',
    ...(last === undefined ? [] : [`Your last try was refused: ${last.message}`]),
  ].join('\n')
}

function scriptsBefore(index: number): string[] {
  return programmes.slice(Math.max(0, index - 8), index).flatMap(({ id }) => {
    try {
      return [readFileSync(join(scripts, `${id}.txt`), 'utf8')]
    } catch {
      // A programme that was given up left no script.
      return []
    }
  })
}

import { GenerationStore } from '../../../src/generation/index.ts'

/** Starts a step under a name, prints what came of it, and stays until it is ended. */
const [workspace = '', sceneId = '', step = '1', agentName = 'child'] = process.argv.slice(2)
const outcome = new GenerationStore(workspace).startStep(sceneId, Number(step), { phaseName: 'x', agentName })
process.stdout.write(`${JSON.stringify(outcome)}\n`)
process.stdin.resume()

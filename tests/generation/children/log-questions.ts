import { GenerationStore } from '../../../src/generation/index.ts'

/** Logs many questions on one scene, one after the other. */
const [workspace = '', sceneId = '', name = '', times = '0'] = process.argv.slice(2)
const store = new GenerationStore(workspace)
for (let done = 0; done < Number(times); done += 1) {
  const outcome = store.logQuestion(sceneId, { question: `${name}:${done}`, answer: 'y' })
  if (!outcome.ok) throw new Error(outcome.refusal.message)
}
process.stdout.write('done\n')

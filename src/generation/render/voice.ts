import { GENERATION_STEPS } from '../../contract/index.ts'
import { callCancel, callStartStep, type NextCall } from '../next-call.ts'
import { UPDATE } from '../refusals.ts'
import type { SceneReport } from '../reports.ts'
import { inline } from './text.ts'

/** How a reader is told what to do: agents make calls, a person types commands. */
export type Voice = {
  audience: 'agent' | 'person'
  /** A call, as this reader can make it. */
  call(next: NextCall): string
  /** A sentence that may name calls. */
  words(line: string): string
}

/** @example agentVoice.call({ tool: 'start_step', arguments: { scene_id: '0204' }, fill: [] }) // '`start_step(scene_id="0204")`' */
export const agentVoice: Voice = {
  audience: 'agent',
  call: ({ tool, arguments: known, fill }) => {
    const args = [
      ...Object.entries(known).map(([name, value]) => `${name}=${JSON.stringify(value)}`),
      ...fill.map((name) => `${name}=…`),
    ]
    return `\`${tool}(${args.join(', ')})\``
  },
  words: (line) => line,
}

export const nextLine = (next: NextCall, voice: Voice): string => `💡 Next: ${voice.call(next)}`

/** What comes next for a scene, with what has to happen before the call. */
export function sceneNext(scene: SceneReport, voice: Voice): string {
  const { workflowStatus, newerFormat, next } = scene
  const call = voice.call(next)
  if (newerFormat !== undefined) return `💡 Next: ${UPDATE.toLowerCase()}; ${call} shows the other scenes`
  if (workflowStatus === 'COMPLETED') return `💡 Next: nothing, the scene is done; ${call} shows the others`
  if (next.tool === 'log_question_answer' && voice.audience === 'agent') {
    return `💡 Next: ask the user, then ${call}`
  }
  if (next.tool === 'get_generation_status') return `💡 Next: wait for the holder of the step, then ${call}`
  return scene.review === undefined ? nextLine(next, voice) : reviewNext(scene, voice)
}

/** What a person meant is for whoever asked to tell; both ways are named. */
function reviewNext({ sceneId, review }: SceneReport, voice: Voice): string {
  const answer = review?.answer === undefined ? 'was' : `answered "${inline(review.answer)}" when`
  const [plan, prose] = [GENERATION_STEPS[2], GENERATION_STEPS[3]].map((step) =>
    voice.call(callStartStep(sceneId, step)),
  )
  const cancel = voice.call(callCancel(sceneId, 'the plan was turned down'))
  return `💡 Next: the user ${answer} asked about the plan. If the answer was yes: ${prose}; if it was no: ${plan} for another plan, or ${cancel}`
}

import type { CriterionView } from '../../contract/index.ts'
import { clean } from '../../host/index.ts'
import type { RunReading } from '../inspect.ts'
import { valueInWords } from '../report/words.ts'
import type { Colours } from './lines.ts'
import { wrap } from './wrap.ts'

const MOST = 12

/** Of a run that goes on what is out of reach; of one that is paused or over all, so that a person can decide. */
export function criteriaLines(
  { status, presence }: RunReading,
  { colours, columns }: { colours: Colours; columns: number },
): string[] {
  const criteria = status?.criteria ?? []
  const isLost = ({ state }: CriterionView) => state === 'missed' || state === 'unreachable'
  const goesOn = presence.state === 'running' || presence.state === 'silent'
  const told = goesOn ? criteria.filter(isLost) : criteria
  const missed = criteria.filter((one) => one.tier === 'must' && isLost(one)).map(({ name }) => clean(name))
  const gate =
    presence.state === 'completed' && missed.length > 0
      ? wrap(`gate not passed: missed ${missed.join(', ')}`, columns).map(colours.red)
      : []
  const lines = told.slice(0, MOST).flatMap((one) => {
    const word = one.state === 'unreachable' ? 'out of reach' : one.state
    const text = `${word}: ${clean(one.name)} ${clean(one.target)} (${one.tier}, ${valueInWords(one)})`
    return wrap(text, columns).map(isLost(one) ? colours.red : (line) => line)
  })
  return [...gate, ...lines]
}

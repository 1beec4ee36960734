import type { LiveStatusView } from '../../contract/index.ts'
import type { DocumentedException } from '../exceptions.ts'

/**
 * Whether a run has reached what it had to. `failed`: a `must` is missed. `open`: it is not through, or a missed `should`
 * is not documented yet. A missed `nice` is only noted.
 */
export type Gate = {
  state: 'open' | 'passed' | 'failed'
  missed: string[]
  undocumented: string[]
  exceptions: DocumentedException[]
  noted: string[]
}

export function gateOf(
  { status, criteria }: LiveStatusView,
  documented: readonly DocumentedException[],
): Gate {
  const lost = (tier: string) =>
    criteria
      .filter((one) => one.tier === tier && (one.state === 'missed' || one.state === 'unreachable'))
      .map(({ name }) => name)
  const missed = lost('must')
  const should = lost('should')
  const noted = lost('nice')
  const exceptions = documented.filter(({ criterion }) => [...should, ...noted].includes(criterion))
  const undocumented = should.filter((name) => !exceptions.some(({ criterion }) => criterion === name))
  const through = status === 'completed' && undocumented.length === 0
  const state = missed.length > 0 ? 'failed' : through ? 'passed' : 'open'
  return { state, missed, undocumented, exceptions, noted }
}

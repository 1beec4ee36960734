import type { CriterionView } from '../../../src/contract/index.ts'
import { Icon, type IconName } from '../parts/Icon.tsx'
import { shareWord } from './words.ts'

const MARKS: { [State in CriterionView['state']]: { icon: IconName; word: string } } = {
  met: { icon: 'done', word: 'met' },
  open: { icon: 'pending', word: 'open' },
  missed: { icon: 'cross', word: 'missed' },
  unreachable: { icon: 'cross', word: 'out of reach' },
  unknown: { icon: 'unknown', word: 'not known' },
}

/** What the run has to reach, and how it stands. */
export function RunCriteria({ criteria }: { criteria: readonly CriterionView[] }) {
  if (criteria.length === 0) return null
  return (
    <section class="pr-card" aria-labelledby="run-criteria">
      <h3 id="run-criteria" class="label">
        Criteria
      </h3>
      <ul class="pr-criteria">
        {criteria.map((criterion, index) => (
          <li key={index} data-state={criterion.state}>
            <span class="pr-criterion">
              <Icon name={MARKS[criterion.state].icon} />
              <bdi>{criterion.name}</bdi>
            </span>
            <span class="pr-soft">
              {criterion.tier} · {criterion.target}
              {criterion.abortIf !== undefined && `, stops if ${criterion.abortIf}`}
            </span>
            <span class="pr-value">{valueWord(criterion)}</span>
            <span class="pr-verdict">{MARKS[criterion.state].word}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function valueWord({ value, target }: CriterionView): string {
  if (value === undefined) return 'not measured'
  return target.endsWith('%') ? shareWord(value) : String(Math.round(value * 100) / 100)
}

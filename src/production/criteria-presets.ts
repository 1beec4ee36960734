import type { Criterion } from './criteria.ts'

/** The table of a 7-day pilot: 112 segments that have to prove the system before a longer run. */
export const SEVEN_DAY_PILOT: readonly Criterion[] = [
  { name: 'Segments generated', tier: 'must', metric: 'completion_rate', target: '>=95%', abortIf: '<90%' },
  {
    name: 'Critical lore violations',
    tier: 'must',
    metric: 'critical_violations',
    target: '<=0',
    abortIf: '>0',
  },
  {
    name: 'Validation pass rate',
    tier: 'must',
    metric: 'validation_pass_rate',
    target: '>=95%',
    abortIf: '<90%',
  },
  { name: 'Repetition flags', tier: 'must', metric: 'repetition_rate', target: '<5%', abortIf: '>10%' },
  {
    name: 'Story arcs resolved',
    tier: 'must',
    metric: 'arcs_resolved_rate',
    target: '>=100%',
    abortIf: '<80%',
  },
  { name: 'Total time (hours)', tier: 'must', metric: 'total_hours', target: '<20', abortIf: '>30' },
]

/** The table of a 30-day run: 480 segments, in three tiers. */
export const THIRTY_DAY_RUN: readonly Criterion[] = [
  { name: 'Segments generated', tier: 'must', metric: 'completion_rate', target: '>=95%' },
  { name: 'Critical violations', tier: 'must', metric: 'critical_violations', target: '<=0' },
  { name: 'Unrecoverable crashes', tier: 'must', metric: 'unrecoverable_crashes', target: '<=0' },
  { name: 'Validation pass rate', tier: 'should', metric: 'validation_pass_rate', target: '>=95%' },
  { name: 'Repetition flags', tier: 'should', metric: 'repetition_rate', target: '<5%' },
  { name: 'Arcs resolved', tier: 'should', metric: 'arcs_resolved_rate', target: '>=100%' },
  { name: 'Total time (hours)', tier: 'nice', metric: 'total_hours', target: '<40' },
  { name: 'Cache hit rate', tier: 'nice', metric: 'cache_hit', target: '>=70%', range: [0, 1] },
]

import type { Means } from '../review/index.ts'
import { tasks } from '../store/index.ts'
import type { House } from './context.ts'

/** What can be made and deployed from here; looks once which tasks are under way. */
export function meansOf({ db, generators, deploy }: Pick<House, 'db' | 'generators' | 'deploy'>): Means {
  const active = tasks.activeFiles(db)
  return {
    makes: (kind) => generators[kind] !== undefined,
    deploys: deploy !== undefined,
    isUnderWay: (stream, kind, segment) => active.has(`${stream}/${kind}/${segment}`),
  }
}

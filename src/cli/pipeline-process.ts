import { readFileSync } from 'node:fs'
import { basename } from 'node:path'

/** Nothing sensible is deeper than this. */
const MAX_STEPS = 8

/** They run one command for somebody else and end with it. */
const RUNNERS = new Set(['timeout', 'xargs', 'env', 'nice', 'stdbuf', 'time'])
const SHELLS = new Set(['sh', 'bash', 'dash', 'ash', 'zsh', 'ksh'])

/**
 * The process whose work a command line call belongs to, found by climbing from the command's own parent: past npx, past
 * runners such as `timeout`, and past a shell that only runs one line (`sh -c`, as os.system in Python starts it): there
 * the leader of its process group is the program behind it, if it is one of its ancestors.
 *
 * Only Linux tells, under /proc; elsewhere it is the parent.
 *
 * @param parent the command's parent
 * @returns undefined where nobody is left: the caller has gone, and its child belongs to the system's first process
 */
export function pipelineProcess(parent: number): number | undefined {
  let current = parent
  for (let step = 0; step < MAX_STEPS; step += 1) {
    if (current <= 1) return ownsThisSession(current) ? current : undefined
    const next = passes(current)
    if (next === undefined) return current
    current = next
  }
  return current
}

/** Whom a process runs this command for, or undefined when it is the pipeline itself. */
function passes(pid: number): number | undefined {
  const [command = '', ...args] = argumentsOf(pid)
  const name = basename(command)
  const facts = factsOf(pid)
  if (facts === undefined) return undefined
  const npm = /^npm exec /.test(command) || args.some((arg) => /(npx|npm)-cli\.js$/.test(arg))
  if (npm || RUNNERS.has(name)) return facts.parent
  if (!SHELLS.has(name) || !/^-[a-z]*c$/.test(args[0] ?? '')) return undefined
  // npx starts a shell of its own for the command; who stands behind npx is asked there.
  if (/^npm exec /.test(argumentsOf(facts.parent)[0] ?? '')) return facts.parent
  return facts.group !== pid && isAncestor(facts.group, pid) ? facts.group : undefined
}

/** In a container the pipeline may itself be the first process; a caller that has gone is in another session. */
const ownsThisSession = (pid: number): boolean => pid === 1 && factsOf(process.pid)?.session === 1

function isAncestor(candidate: number, pid: number): boolean {
  let current: number | undefined = pid
  for (let step = 0; step < MAX_STEPS && current !== undefined && current > 1; step += 1) {
    if (current === candidate) return true
    current = factsOf(current)?.parent
  }
  return false
}

const argumentsOf = (pid: number): string[] => readOr(`/proc/${pid}/cmdline`).split('\0').filter(Boolean)

function factsOf(pid: number): { parent: number; group: number; session: number } | undefined {
  const text = readOr(`/proc/${pid}/stat`)
  const [, parent, group, session] = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  if (parent === undefined || group === undefined || session === undefined) return undefined
  return { parent, group, session }
}

/** A process that has gone, or a system without /proc, tells nothing. */
function readOr(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

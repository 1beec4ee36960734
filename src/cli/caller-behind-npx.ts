import { readFileSync } from 'node:fs'

/** npx stands a shell and itself between the caller and the command; nothing sensible is deeper than this. */
const MAX_STEPS = 6

/**
 * The process that called npx, found by climbing from the command's own parent past npx; undefined where the system
 * doesn't tell (only Linux does, under /proc) or no npx is on the way.
 *
 * @param pid the command's parent
 */
export function callerBehindNpx(pid: number): number | undefined {
  let current: number | undefined = pid
  let behind: number | undefined
  for (let step = 0; step < MAX_STEPS && current !== undefined && current > 1; step += 1) {
    const parent = parentOf(current)
    // npm calls itself "npm exec …" once it runs; before that its script is what tells.
    if (/(^npm exec )|npx-cli\.js|npm-cli\.js/.test(commandOf(current))) behind = parent
    current = parent
  }
  return behind
}

const commandOf = (pid: number): string => readOr(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')

function parentOf(pid: number): number | undefined {
  const text = readOr(`/proc/${pid}/stat`)
  const parent = Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1])
  return Number.isSafeInteger(parent) && parent > 0 ? parent : undefined
}

/** A process that has gone, or a system without /proc, tells nothing. */
function readOr(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

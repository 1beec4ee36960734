/**
 * A command of story-monitor on the folder of a run, ready to be typed on its machine.
 *
 * @param folder undefined where it isn't known: then a place is kept for it
 * @example productionCommand('/runs/my show', 'resume') // "story-monitor production resume '/runs/my show'"
 */
export function productionCommand(folder: string | undefined, command: string, more = ''): string {
  return `story-monitor production ${command} ${shellWord(folder ?? '<folder>')}${more}`
}

function shellWord(text: string): string {
  return /^[\w./:@%+=,<>-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}

import { spawn } from 'node:child_process'
import { existsSync, lstatSync, mkdirSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { writeFileAtomic } from '../files/index.ts'
import { type Note, toneFile } from './tones.ts'

/** What a chime says: a phase is done, a milestone (director, the whole story) is reached, something failed. */
export type Chime = 'chime' | 'chime-long' | 'chime-error'

const note = (hertz: number, atSeconds: number, seconds: number): Note => ({ hertz, atSeconds, seconds })

const NOTES: { [Name in Chime]: Note[] } = {
  chime: [note(659.3, 0, 0.5), note(987.8, 0.12, 0.6)],
  'chime-long': [note(523.3, 0, 0.9), note(659.3, 0.18, 0.9), note(784, 0.36, 0.9), note(1046.5, 0.54, 1.4)],
  'chime-error': [note(392, 0, 0.5), note(277.2, 0.22, 0.9)],
}

/**
 * Plays a chime without waiting for it. `chime.wav`, `chime-long.wav` or `chime-error.wav` in the story folder win over
 * the built-in sounds. Where no player is found, the terminal's bell rings; nothing here can fail the pipeline.
 */
export function playChime(chime: Chime, folder: string): void {
  try {
    const own = join(folder, `${chime}.wav`)
    playWith(players(existsSync(own) ? own : builtIn(chime)))
  } catch {
    ringBell()
  }
}

type Player = { command: string; args: string[] }

function players(path: string): Player[] {
  if (process.platform === 'darwin') return [{ command: 'afplay', args: [path] }]
  if (process.platform === 'win32') {
    const script = '(New-Object Media.SoundPlayer $args[0]).PlaySync()'
    return [{ command: 'powershell', args: ['-NoProfile', '-Command', script, path] }]
  }
  return [
    { command: 'paplay', args: [path] },
    { command: 'aplay', args: ['-q', path] },
  ]
}

/** A player that isn't there or has no sound device makes way for the next one, and the bell is the last. */
function playWith([player, ...rest]: Player[]): void {
  if (!player) {
    ringBell()
    return
  }
  const child = spawn(player.command, player.args, { stdio: 'ignore', detached: true, shell: false })
  let next = () => playWith(rest)
  const goOn = () => {
    next()
    next = () => {}
  }
  child.once('error', goOn)
  child.once('exit', (code) => {
    if (code !== 0) goOn()
  })
  child.unref()
}

function ringBell(): void {
  if (process.stderr.isTTY) process.stderr.write('\u0007')
}

/** The sounds are made once and kept in a folder of this user's own: a player needs a file. */
function builtIn(chime: Chime): string {
  const { uid } = userInfo()
  const folder = join(tmpdir(), `story-monitor-sounds-${uid}`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const stat = lstatSync(folder)
  if (!stat.isDirectory() || (uid >= 0 && stat.uid !== uid))
    throw new Error(`${folder} belongs to somebody else`)
  const path = join(folder, `${chime}.wav`)
  if (!existsSync(path)) writeFileAtomic(path, toneFile(NOTES[chime]))
  return path
}

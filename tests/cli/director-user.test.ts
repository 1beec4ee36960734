import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { cliPath } from '../support/command.ts'
import { temporaryFolder } from '../support/temporary.ts'

/** Runs `story-monitor director user …` with a password piped in. */
async function user(db: string, ...words: string[]): Promise<string> {
  const child = spawn(process.execPath, [cliPath, 'director', 'user', ...words, '--db', db])
  child.stdin.on('error', () => {})
  child.stdin.end('nine winters without light\n')
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
  return `${out}${err}`.trim()
}

test('a user who was disabled can be let in again, and whoever asks for something else is told how', async () => {
  const db = join(temporaryFolder('users'), 'director.db')
  const enable = 'story-monitor director user enable otto'
  await user(db, 'add', 'otto')
  await user(db, 'disable', 'otto')
  expect(await user(db, 'passwd', 'otto')).toBe(
    `otto has a new password, but is still disabled and can't log in. Let them in: ${enable}`,
  )
  expect(await user(db, 'add', 'otto')).toBe(
    `There is a user otto who is disabled. Take another name, or let them in again: ${enable}`,
  )
  expect(await user(db, 'enable', 'otto')).toBe('otto can log in again.')
  expect(await user(db, 'enable', 'otto')).toBe('otto can log in already.')
  expect(await user(db, 'passwd', 'otto')).toBe('otto has a new password and has to log in again.')
  expect(await user(db, 'enable', 'nobody')).toMatch(/^There is no user nobody\./)
})

#!/usr/bin/env node
// Stands in for npm while the README is read: what it names has to be a script of this package.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

const { scripts } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'))
const [command, name = command] = process.argv.slice(2)
if (command !== 'install') {
  if (scripts[name] === undefined) throw new Error(`package.json has no script "${name}"`)
  const demo = /node (\S+) (demo)$/.exec(scripts[name])
  if (demo) spawn('story-monitor', [demo[2]], { stdio: 'inherit' }).once('exit', (code) => process.exit(code))
}

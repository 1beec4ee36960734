#!/usr/bin/env node
import { ownVersion } from './version.ts'

const args = process.argv.slice(2)

// The version is told before anything else is loaded: scripts ask for it often.
if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
  console.log(ownVersion())
} else {
  const [{ main }, { processTerminal }] = await Promise.all([import('./program.ts'), import('./terminal.ts')])
  process.exitCode = await main(args, processTerminal())
}

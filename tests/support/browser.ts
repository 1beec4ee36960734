import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome']

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
]

/**
 * Starts a headless browser: CHROME_PATH, then a Chromium or Chrome on the PATH, then the one from the development
 * dependency. There is no fourth way: without any, the test fails and says so.
 */
export async function launchBrowser(extraFlags: readonly string[] = []): Promise<Browser> {
  const installed = process.env['CHROME_PATH'] ?? onThePath()
  if (installed !== undefined) {
    return chromium.launch({ executablePath: installed, args: [...FLAGS, ...extraFlags] })
  }
  const bundled = await bundledChromium()
  return chromium.launch({ executablePath: bundled.path, args: [...bundled.args, ...FLAGS, ...extraFlags] })
}

function onThePath(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

async function bundledChromium(): Promise<{ path: string; args: string[] }> {
  // Its shared libraries are unpacked only where it believes to run in a cloud function.
  process.env['AWS_EXECUTION_ENV'] ??= 'AWS_Lambda_nodejs20.x'
  const { default: sparticuz } = await import('@sparticuz/chromium')
  const path = await sparticuz.executablePath()
  if (!existsSync(path)) {
    throw new Error('No browser found: set CHROME_PATH, or install Chromium, or run npm install again')
  }
  // Meant for cloud functions of one process: here a page that is closed would take the others with it.
  const args = sparticuz.args.filter((arg) => arg !== '--single-process' && arg !== '--no-zygote')
  return { path, args }
}

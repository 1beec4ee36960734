import { onTestFinished } from 'vitest'
import { type ServeOptions, type StoryServer, serve } from '../../../src/server/index.ts'

export type TestServer = StoryServer & { warnings: string[] }

/** A server on a free port that is closed when the test is over. */
export async function served(folder: string, options: ServeOptions = {}): Promise<TestServer> {
  const warnings: string[] = []
  const server = await serve(folder, { port: 0, onWarning: (message) => warnings.push(message), ...options })
  onTestFinished(() => server.close())
  return { ...server, warnings }
}

import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { serve } from '../../../src/server/index.ts'

/** One of the measured servers, in a process of its own: `ours` or `bare`; prints its port. */
const [, , kind, folder = '.'] = process.argv

if (kind === 'ours') {
  const server = await serve(folder, { port: 0 })
  console.log(server.port)
} else {
  const bytes = readFileSync(join(folder, '_progress.json'))
  const headers = { 'Content-Type': 'application/json', 'Content-Length': bytes.length }
  const server = createServer((_request, response) => {
    response.writeHead(200, headers)
    response.end(bytes)
  })
  server.listen(0, '127.0.0.1', () => {
    const address = server.address()
    console.log(typeof address === 'object' && address !== null ? address.port : 0)
  })
}

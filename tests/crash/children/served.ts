import { serve } from '../../../src/server/index.ts'

/** Serves the folder that it is given, on a free port, and prints the port. */
const server = await serve(process.argv[2] ?? '.', { port: 0 })
console.log(server.port)

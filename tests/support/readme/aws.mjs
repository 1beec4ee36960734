#!/usr/bin/env node
// Stands in for the client of an object storage: the folder has to be there, and every flag has to be known.
import { statSync } from 'node:fs'
import { parseArgs } from 'node:util'

const options = { exclude: { type: 'string', multiple: true }, include: { type: 'string', multiple: true } }
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { ...options, 'cache-control': { type: 'string' } },
})
const [service, verb, folder, bucket] = positionals
if (service !== 's3' || verb !== 'sync' || !statSync(folder).isDirectory() || !bucket.startsWith('s3://'))
  process.exit(2)
if (!values['cache-control'].startsWith('public')) process.exit(2)

import { writeFileAtomic } from '../../../src/files/index.ts'
import { runMarked } from '../support/marked.ts'

/** Replaces a file once, flushed, between two marks in the trace; then tells how it went. */
const [path = '', content = ''] = process.argv.slice(2)

runMarked(() => writeFileAtomic(path, content, { flush: true }))

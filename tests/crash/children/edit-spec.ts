import { editValue, hashOf } from '../../../src/director/streams/index.ts'
import { runMarked } from '../support/marked.ts'

/** `edit-spec <folder of streams> <text that stands there> <text that shall>`: one edit between two marks in the trace. */
const [root = '', before = '', after = ''] = process.argv.slice(2)

runMarked(() => editValue(root, 'one', '1:image_prompt', hashOf(before), after))

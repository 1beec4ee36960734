import { readFileSync } from 'node:fs'
import { relative } from 'node:path'

/** `failing.mjs <Vitest's report as JSON>`: the test files that failed, a line each; none where there is no report. */
try {
  const { testResults } = JSON.parse(readFileSync(process.argv[2], 'utf8'))
  for (const { status, name } of testResults)
    if (status === 'failed') console.log(relative(process.cwd(), name))
} catch (error) {
  console.error(`There is no report of the tests: ${error.message}`)
}

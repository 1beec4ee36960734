import { defineConfig } from 'vitest/config'
import base from './vitest.config.ts'

/** Crash tests run one file at a time: each of them starts many processes of its own. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ['tests/crash/**/*.test.ts'],
    exclude: ['node_modules/**'],
    testTimeout: 1_800_000,
    fileParallelism: false,
  },
})

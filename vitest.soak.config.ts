import { defineConfig } from 'vitest/config'
import base from './vitest.config.ts'

/** Soak tests run in real time for minutes; SOAK_MINUTES says for how many (10). */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ['tests/soak/**/*.test.ts'],
    exclude: ['node_modules/**'],
    testTimeout: 3_600_000,
    fileParallelism: false,
  },
})

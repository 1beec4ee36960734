import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** Browser and process tests wait for conditions; a slow machine needs room, a fast one never uses it. */
export default defineConfig({
  resolve: {
    alias: [
      { find: 'story-monitor/server', replacement: at('./src/server/index.ts') },
      { find: 'story-monitor/director', replacement: at('./src/director/index.ts') },
      { find: 'story-monitor/contract', replacement: at('./src/contract/published.ts') },
      { find: /^story-monitor$/, replacement: at('./src/index.ts') },
    ],
  },
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/crash/**', 'tests/soak/**', 'node_modules/**'],
    testTimeout: 60_000,
    hookTimeout: 90_000,
    maxWorkers: 2,
    pool: 'forks',
  },
})

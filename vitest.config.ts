import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

const root = import.meta.dirname
const alias = { '@contract': resolve(root, 'src-main/contract') }

/** Two projects: what runs in Node, and what needs a document. Browser end-to-end tests are Playwright's. */
export default defineConfig({
  test: {
    // Most tests wait for servers and clocks, not for the processor: more of them at a time than cores is faster.
    maxWorkers: 4,
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'main',
          environment: 'node',
          include: ['test/**/*.test.ts'],
          exclude: ['test/renderer/**', 'test/e2e/**', 'test/electron-app/**', 'test/bench/**', 'test/corpora/**'],
          testTimeout: 120_000,
        },
      },
      {
        resolve: { alias },
        plugins: [react()],
        test: {
          name: 'renderer',
          environment: 'happy-dom',
          include: ['test/renderer/**/*.test.{ts,tsx}'],
          testTimeout: 120_000,
        },
      },
    ],
  },
})

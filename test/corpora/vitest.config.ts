import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

const root = resolve(import.meta.dirname, '../..')

/** Outside material: run by `npm run test:corpora`, never part of `npm test`. See corpus.ts for where it is looked for. */
export default defineConfig({
  root,
  resolve: { alias: { '@contract': resolve(root, 'src-main/contract') } },
  test: { name: 'corpora', environment: 'node', include: ['test/corpora/**/*.test.ts'], testTimeout: 30_000 },
})

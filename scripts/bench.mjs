/**
 * `npm run bench [-- SECTION…]`: builds the product and the benchmark, runs it, prints one table.
 * A benchmark, not a test: it never fails for being slow. Each figure stands beside its limit in the same run.
 */
import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { build } from 'vite'

const root = resolve(import.meta.dirname, '..')

const product = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
if (product.status !== 0) process.exit(product.status ?? 1)

await build({
  configFile: false,
  root,
  logLevel: 'warn',
  resolve: { alias: { '@contract': resolve(root, 'src-main/contract') } },
  build: {
    ssr: true,
    target: 'node20',
    outDir: resolve(root, 'out/bench'),
    rollupOptions: {
      input: {
        main: resolve(root, 'test/bench/main.ts'),
        publisher: resolve(root, 'test/bench/publisher.ts'),
        'technique-publisher': resolve(root, 'test/bench/techniques/publisher.ts'),
      },
      output: { format: 'es', entryFileNames: '[name].mjs' },
    },
  },
})

const run = spawnSync(process.execPath, [resolve(root, 'out/bench/main.mjs'), ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
})
process.exit(run.status ?? 1)

import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { root } from './processes'
import type { Section } from './report'

const WANTED_BYTES = 250 * 1024

/** What the browser must fetch before the first headline: the entry and everything it imports at once. */
export const firstLoad: Section = async (report) => {
  const folder = join(root, 'out/renderer')
  const html = readFileSync(join(folder, 'index.html'), 'utf8')
  const entries = [...html.matchAll(/(?:src|href)="\.?\/?([^"]+\.js)"/g)].map((match) => match[1]!)
  const seen = new Set<string>()
  const visit = (file: string): void => {
    if (seen.has(file)) return
    seen.add(file)
    const source = readFileSync(join(folder, file), 'utf8')
    for (const match of source.matchAll(/(?:\bfrom|\bimport)\s*["'](\.\/[^"']+\.js)["']/g)) {
      visit(join(file, '..', match[1]!))
    }
  }
  for (const entry of entries) visit(entry)
  const zipped = (files: Iterable<string>) =>
    [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(folder, file))).length, 0)
  const first = zipped(seen)
  const assets = readdirSync(join(folder, 'assets')).filter((name) => name.endsWith('.js'))
  const everything = zipped(assets.map((name) => join('assets', name)))
  const kilobytes = (bytes: number) => `${(bytes / 1024).toFixed(0)} KB`
  report({
    what: 'interface, first load of JavaScript, gzipped',
    measured: kilobytes(first),
    beside: `everything that can ever be loaded ${kilobytes(everything)}`,
    reach: '≤ 250 KB',
    reached: first > 0 && first <= WANTED_BYTES,
  })
}

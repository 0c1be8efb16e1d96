import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createDecoder } from '../../src-main/core/formats/entities'
import { parsePayload } from '../../src-main/core/formats/index'
import { type ParsedPayload, TransportError } from '../../src-main/core/ports'

/** Material of other projects, kept outside this one. */
const folder = join(process.env.CRIER_CORPORA ?? resolve(import.meta.dirname, '../../../shared/corpora'), 'feeds')
const WANTED_SHARE = 0.95

interface Expectation {
  tier: string
  feedTitle?: string
  itemCount?: number
  items?: { index: number; title?: string; link?: string; id?: string; published?: string; updated?: string }[]
}

const decode = createDecoder()
/** The corpus' own rule: trim, fold white space, decode references, on both sides. */
const fold = (text: string | null | undefined): string =>
  decode(text ?? '')
    .replace(/\s+/g, ' ')
    .trim()

function read(name: string): ParsedPayload | TransportError {
  const payload = readFileSync(join(folder, name))
  const contentType = name.endsWith('.json') ? 'application/json' : 'application/xml'
  try {
    return parsePayload({ payload, contentType, baseUrl: '', topic: null, mapping: {} })
  } catch (error) {
    if (error instanceof TransportError) return error
    throw error
  }
}

/** What was asserted and what came instead. */
function compare(name: string, expected: Expectation): { asserted: number; missed: string[] } {
  const missed: string[] = []
  let asserted = 0
  const parsed = read(name)
  const check = (what: string, wanted: unknown, got: unknown): void => {
    asserted += 1
    if (wanted !== got) missed.push(`${name}: ${what}: wanted ${JSON.stringify(wanted)}, got ${JSON.stringify(got)}`)
  }
  const drafts = parsed instanceof TransportError ? [] : parsed.drafts
  if (expected.feedTitle !== undefined) {
    check(
      'feed title',
      fold(expected.feedTitle),
      fold(parsed instanceof TransportError ? parsed.message : parsed.publisher?.title),
    )
  }
  if (expected.itemCount !== undefined) {
    check('items', expected.itemCount, parsed instanceof TransportError ? parsed.message : drafts.length)
  }
  for (const item of expected.items ?? []) {
    const draft = drafts[item.index]
    if (item.title !== undefined) check('title', fold(item.title), fold(draft?.title))
    if (item.link !== undefined) check('link', fold(item.link), fold(draft?.link))
    if (item.id !== undefined) check('id', fold(item.id), fold(draft?.guid))
    if (item.published !== undefined) check('published', Date.parse(item.published), draft?.publishedAt)
    if (item.updated !== undefined) check('updated', Date.parse(item.updated), draft?.updatedAt)
  }
  return { asserted, missed }
}

describe.skipIf(!existsSync(folder))('feeds of other projects', () => {
  it('reads what they assert', () => {
    const expectations = JSON.parse(readFileSync(join(folder, 'expectations.json'), 'utf8')) as {
      files: Record<string, Expectation>
    }
    let asserted = 0
    const missed: string[] = []
    for (const [name, expected] of Object.entries(expectations.files)) {
      const result = compare(name, expected)
      asserted += result.asserted
      missed.push(...result.missed)
    }
    const share = (asserted - missed.length) / asserted
    process.stdout.write(
      `${missed.join('\n')}\nfeeds: ${asserted - missed.length} of ${asserted} asserted values (${(share * 100).toFixed(1)} %)\n`,
    )
    expect(asserted).toBeGreaterThan(500)
    expect(share).toBeGreaterThanOrEqual(WANTED_SHARE)
  })
})

if (!existsSync(folder)) it.skip(`feeds of other projects not found, skipped: ${folder}`, () => undefined)

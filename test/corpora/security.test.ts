import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parsePayload } from '../../src-main/core/formats/index'
import { type ParsedPayload, TransportError } from '../../src-main/core/ports'

const folder = join(process.env.CRIER_CORPORA ?? resolve(import.meta.dirname, '../../../shared/corpora'), 'security')
/** A bomb that is not defused takes minutes or the memory; this is no measurement. */
const DEFUSED_WITHIN_MS = 5_000

function open(name: string, contentType: string): ParsedPayload | TransportError {
  try {
    return parsePayload({
      payload: readFileSync(join(folder, name)),
      contentType,
      baseUrl: '',
      topic: null,
      mapping: {},
    })
  } catch (error) {
    if (error instanceof TransportError) return error
    throw error
  }
}

describe.skipIf(!existsSync(folder))('hostile documents', () => {
  it('expands no bomb of entities, in any encoding', { timeout: DEFUSED_WITHIN_MS }, () => {
    for (const name of ['laughs.rss', 'laughs-utf16be.rss']) {
      const parsed = open(name, 'application/rss+xml')
      expect(parsed, name).not.toBeInstanceOf(TransportError)
      expect(JSON.stringify(parsed).length, name).toBeLessThan(10_000)
    }
  })

  it('opens no file and no address that an entity names', { timeout: DEFUSED_WITHIN_MS }, () => {
    expect(open('xxe.rss', 'application/rss+xml')).toMatchObject({ publisher: { title: 't&x;&h;' } })
  })

  it('survives 200,000 nested elements', { timeout: DEFUSED_WITHIN_MS }, () => {
    const parsed = open('deep-200k.xml', 'application/xml')
    expect(JSON.stringify(parsed).length).toBeLessThan(10_000)
  })

  it('survives 100,000 nested arrays, as a document and as a message', { timeout: DEFUSED_WITHIN_MS }, () => {
    expect(open('deep-json-100k.json', 'application/json')).toBeInstanceOf(TransportError)
    const payload = readFileSync(join(folder, 'deep-json-100k.json'), 'utf8')
    const parsed = parsePayload({ payload, contentType: null, baseUrl: '', topic: null, mapping: {} })
    expect(parsed.drafts.length).toBeLessThanOrEqual(1)
  })
})

if (!existsSync(folder)) it.skip(`hostile documents not found, skipped: ${folder}`, () => undefined)

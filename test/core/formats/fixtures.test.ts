import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parsePayload } from '../../../src-main/core/formats/index'

const folder = resolve(import.meta.dirname, '../../fixtures/formats')
const inputs = readdirSync(folder).filter((name) => !name.endsWith('.json'))

/** Each input beside what must come of it. `CRIER_WRITE_FIXTURES=1` writes the second, to be read before it is kept. */
describe('documents and what becomes of them', () => {
  it.each(inputs)('%s', (name) => {
    const parsed = parsePayload({
      payload: readFileSync(join(folder, name)),
      contentType: 'application/octet-stream',
      baseUrl: 'https://base.example.org/feeds/one',
      topic: null,
      mapping: {},
    })
    const expectedFile = join(folder, `${name}.json`)
    if (process.env.CRIER_WRITE_FIXTURES === '1') writeFileSync(expectedFile, `${JSON.stringify(parsed, null, 2)}\n`)
    expect(parsed).toEqual(JSON.parse(readFileSync(expectedFile, 'utf8')))
  })
})

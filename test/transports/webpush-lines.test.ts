import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLineReader } from '../../src-main/transports/webpush/lines'
import { readNtfyLine } from '../../src-main/transports/webpush/ntfy-message'
import { signerOf } from '../../src-main/transports/webpush/vapid'

const linesOf = (chunks: Iterable<Uint8Array>, limitBytes?: number) => {
  const reader = createLineReader(limitBytes)
  const lines = [...chunks].flatMap((chunk) => reader.push(chunk))
  return { lines, leftOut: reader.leftOut() }
}
const TEXT = '{"a":"ä…"}\n\n  \n{"b":1}\r\nlast'

describe('lines of a stream', () => {
  it('are the same byte by byte and at any cut; the unfinished one is kept back', () => {
    const bytes = Buffer.from(TEXT)
    const expected = { lines: ['{"a":"ä…"}', '{"b":1}\r'], leftOut: 0 }
    expect(linesOf([bytes])).toEqual(expected)
    expect(linesOf(Array.from(bytes, (byte) => Buffer.of(byte)))).toEqual(expected)
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      expect(linesOf([bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual(expected)
    }
  })

  it('over the limit are left out and counted, and the next one is read', () => {
    expect(linesOf([Buffer.from('12345\n1234\n'), Buffer.from('123'), Buffer.from('456\nok\n')], 4)).toEqual({
      lines: ['1234', 'ok'],
      leftOut: 2,
    })
  })

  it('are cut the same way whatever the bytes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 10 }),
        fc.integer({ min: 1, max: 30 }),
        (chunks, limit) => {
          expect(linesOf(chunks, limit)).toEqual(linesOf([Buffer.concat(chunks)], limit))
        },
      ),
    )
  })
})

describe('a line of ntfy', () => {
  it.each([
    ['{"event":"message","id":"a1","topic":"t","message":"AAEC","encoding":"base64"}', { encrypted: true, id: 'a1' }],
    ['{"event":"message","id":"a1","topic":"t","message":"hello"}', { encrypted: false }],
    ['{"event":"keepalive"}', { event: 'other' }],
    ['{"event":"open","id":"x"}', { event: 'other' }],
    ['{}', { event: 'unreadable' }],
    ['[1]', { event: 'unreadable' }],
    ['null', { event: 'unreadable' }],
    [`{"event":"message","id":"${'x'.repeat(65)}","topic":"t"}`, { event: 'unreadable' }],
    ['{"event":"message","topic":"t"}', { event: 'unreadable' }],
  ])('%s', (line, expected) => expect(readNtfyLine(line)).toMatchObject(expected))

  it('never throws', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (line) => void readNtfyLine(line)))
    expect(readNtfyLine('['.repeat(500_000))).toEqual({ event: 'unreadable' })
  })
})

describe('a signature', () => {
  it('never makes the check throw', () => {
    const part = fc.oneof(
      fc.string(),
      fc.json().map((text) => Buffer.from(text).toString('base64url')),
    )
    fc.assert(
      fc.property(part, part, part, fc.string(), (head, claims, signature, key) => {
        const signed = signerOf(`vapid t=${head}.${claims}.${signature}, k=${key}`, ['https://a.example'], 0)
        expect(signed).toHaveProperty('fault')
      }),
    )
    expect(signerOf(null, [], 0)).toEqual({ by: null })
  })
})

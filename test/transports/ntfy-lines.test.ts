import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createNdjsonLines } from '../../src-main/transports/ntfy-lines'
import { readNtfyLine } from '../../src-main/transports/ntfy-message'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

function linesOf(chunks: readonly Uint8Array[], limit?: number) {
  const cutter = createNdjsonLines(limit)
  const lines: string[] = []
  let overlong = 0
  for (const chunk of chunks) {
    const result = cutter.push(chunk)
    lines.push(...result.lines)
    overlong += result.overlong
  }
  return { lines, overlong }
}

describe('cutting a stream into lines', () => {
  it('is the same wherever the network cut it', () => {
    const whole = bytes('{"a":"ä€😀"}\r\n\n{"b":2}\nrest without an end')
    const wanted = { lines: ['{"a":"ä€😀"}', '', '{"b":2}'], overlong: 0 }
    expect(linesOf([whole])).toEqual(wanted)
    expect(linesOf([...whole].map((byte) => Uint8Array.of(byte)))).toEqual(wanted)
    for (let at = 0; at <= whole.length; at += 1) {
      expect(linesOf([whole.subarray(0, at), whole.subarray(at)])).toEqual(wanted)
    }
  })

  it('passes over a line that is too long, counts it once and goes on after it', () => {
    const text = `ok\n${'x'.repeat(11)}\n${'y'.repeat(10)}\nend\n`
    const wanted = { lines: ['ok', 'y'.repeat(10), 'end'], overlong: 1 }
    expect(linesOf([bytes(text)], 10)).toEqual(wanted)
    expect(
      linesOf(
        [...bytes(text)].map((byte) => Uint8Array.of(byte)),
        10,
      ),
    ).toEqual(wanted)
    expect(linesOf([bytes('x'.repeat(100)), bytes('x'.repeat(100)), bytes('\nend\n')], 10)).toEqual({
      lines: ['end'],
      overlong: 1,
    })
  })

  it('holds for any bytes at any cuts', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 20 }),
        fc.integer({ min: 1, max: 50 }),
        (chunks, limit) => {
          const cut = linesOf(chunks, limit)
          const whole = linesOf([Buffer.concat(chunks)], limit)
          expect(cut).toEqual(whole)
          for (const line of cut.lines) expect(() => readNtfyLine(line)).not.toThrow()
        },
      ),
      { numRuns: 500 },
    )
  })
})

describe('reading a line', () => {
  it.each([
    [
      '{"id":"a","time":5,"event":"message","topic":"t"}',
      { event: 'message', id: 'a', time: 5, topic: 't', sequence: 'a' },
    ],
    [
      '{"id":"b","time":5,"event":"message","topic":"t","sequence_id":"a"}',
      { event: 'message', id: 'b', time: 5, topic: 't', sequence: 'a' },
    ],
    ['{"id":"a","time":5,"event":"open","topic":"t"}', { event: 'open', time: 5 }],
    ['{"time":5,"event":"message_delete","topic":"t"}', { event: 'other', time: 5 }],
    ['{"event":"poll_request","poll_id":"x"}', { event: 'other', time: null }],
    ['{"time":5,"event":"message","topic":"t"}', null],
    ['{"id":"a","time":-5,"event":"message","topic":"t"}', null],
    ['{"id":"a","time":1e300,"event":"message","topic":"t"}', null],
    [`{"id":"${'a'.repeat(101)}","time":5,"event":"message","topic":"t"}`, null],
    ['{"a":1}', null],
    ['[]', null],
    ['null', null],
    ['"message"', null],
    ['<html>', null],
    ['{"__proto__":{"event":"open"}}', null],
    ['['.repeat(200_000), null],
  ])('%.60s', (line, wanted) => {
    expect(readNtfyLine(line)).toEqual(wanted)
  })
})

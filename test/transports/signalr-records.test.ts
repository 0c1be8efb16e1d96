import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRecords, RECORD_END, RecordTooLong } from '../../src-main/transports/signalr-records'

function read(pieces: readonly string[], limit = 1_000): string[] {
  const found: string[] = []
  const records = createRecords(limit, (record) => found.push(record))
  for (const piece of pieces) records.push(piece)
  return found
}

describe('messages of the hub protocol', () => {
  const text = ['{}', '{"type":6}', '', '{"title":"ü 😀"}', 'unfinished'].join(RECORD_END)
  const whole = ['{}', '{"type":6}', '', '{"title":"ü 😀"}']

  it('are the same however the text is cut', () => {
    expect(read([text])).toEqual(whole)
    expect(read(text.split(''))).toEqual(whole)
    for (let at = 0; at <= text.length; at += 1) expect(read([text.slice(0, at), text.slice(at)])).toEqual(whole)
  })

  it('are those of a naive reading, for any text and any cuts', () => {
    const piece = fc.array(fc.constantFrom('a', '{', '"', RECORD_END, '\n', '😀')).map((parts) => parts.join(''))
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        expect(read(pieces)).toEqual(pieces.join('').split(RECORD_END).slice(0, -1))
      }),
    )
  })

  it('have a limit each, and what came before is given out', () => {
    const found: string[] = []
    const records = createRecords(4, (record) => found.push(record))
    records.push(`abcd${RECORD_END}ab${RECORD_END}ab`)
    expect(() => records.push('cde')).toThrow(RecordTooLong)
    expect(found).toEqual(['abcd', 'ab'])
    expect(() => read([`ok${RECORD_END}abcde`], 4)).toThrow(RecordTooLong)
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { boundaryMarks } from '../../../src-main/transports/streams/boundary'
import { createMultipartParser, NoBoundary } from '../../../src-main/transports/streams/multipart-parser'
import { anyBytes, cut, madeOf, sizes } from './cut'

interface Seen {
  parts: string[]
  types: (string | undefined)[]
  passedOver: number
  leftOut: number[]
  closed: boolean
}

interface Wishes {
  type?: string
  boundary?: string
  wanted?: (type: string | undefined) => boolean
  limits?: { partBytes: number; headerBytes: number }
  ended?: boolean
}

const TYPE = 'multipart/x-mixed-replace; boundary=X'

function parse(pieces: readonly (Uint8Array | string)[], wishes: Wishes = {}): Seen {
  const { type = TYPE, boundary = '', wanted = () => true, limits, ended = false } = wishes
  const seen: Seen = { parts: [], types: [], passedOver: 0, leftOut: [], closed: false }
  const parser = createMultipartParser(
    {
      begins: (headers) => ({
        wanted: wanted(headers.get('content-type')),
        binary: headers.get('content-type')?.startsWith('image/') === true,
      }),
      part(headers, bytes) {
        seen.parts.push(Buffer.from(bytes).toString('latin1'))
        seen.types.push(headers.get('content-type'))
      },
      passedOver: () => void (seen.passedOver += 1),
      leftOut: (limit) => void seen.leftOut.push(limit),
    },
    boundaryMarks(type, boundary),
    limits,
  )
  for (const piece of pieces) parser.push(Buffer.from(piece as string))
  if (ended) parser.end()
  seen.closed = parser.closed
  return seen
}
/** However it is cut, the same; so it is tried whole and byte by byte. */
function parts(text: string, wishes: Wishes = {}): string[] {
  const whole = parse([Buffer.from(text, 'latin1')], wishes)
  const byByte = parse(cut(Buffer.from(text, 'latin1'), [1]), wishes)
  expect(byByte.parts).toEqual(whole.parts)
  return whole.parts
}

const counted = (body: string, length = body.length) =>
  `--X\r\nContent-Type: text/plain\r\nContent-Length: ${String(length)}\r\n\r\n${body}\r\n`

describe('parts (RFC 2046 section 5.1)', () => {
  it('end with the boundary, whose line break is not theirs; preamble and epilogue are none', () => {
    const text =
      'preamble\r\n--X\r\nA: b\r\n\r\none\r\n\r\n--X  \r\n\r\ntwo\r\n--Y\r\n--X--\r\nepilogue\r\n--X\r\n\r\nno'
    expect(parts(text)).toEqual(['one\r\n', 'two\r\n--Y'])
    expect(parse([text]).closed).toBe(true)
  })

  it('may use LF alone', () => {
    expect(parts('--X\nContent-Type: text/plain\n\none\ntwo\n--X\n\nthree\n--X--')).toEqual(['one\ntwo', 'three'])
  })

  it('with a length are handed over with their last byte', () => {
    expect(parse([counted('one').slice(0, -2)]).parts).toEqual(['one'])
    expect(parts(counted('one\r\n--X inside') + counted('') + counted('two') + '--X--')).toEqual(['one', '', 'two'])
  })

  it('without a length are handed over with the boundary, the end of whose line may wait', () => {
    expect(parse(['--X\r\n\r\none\r\n--X']).parts).toEqual(['one'])
    expect(parse(['--X\r\n\r\none\r\n-', '-X', '\r\n\r\ntwo\r\n--X']).parts).toEqual(['one', 'two'])
  })

  it('may have no headers, and not even the empty line after them', () => {
    expect(parts('--X\r\n\r\none\r\n--X\r\n{"a":1}\r\n--X\r\n<p>x</p>\r\n--X--')).toEqual([
      'one',
      '{"a":1}',
      '<p>x</p>',
    ])
  })

  it('know their headers in any case, folded or not', () => {
    const seen = parse(['--X\r\ncOnTent-TYPE : text/html;\r\n charset=x\r\nX-Timestamp:1\r\n\r\none\r\n--X'])
    expect(seen.types).toEqual(['text/html;'])
  })

  it('of a boundary said twice are one', () => {
    expect(parts('--X\r\n--X\r\nA: b\r\n\r\none\r\n--X\r\n--X\r\n\r\ntwo\r\n--X--')).toEqual(['one', 'two'])
  })

  it('under way at a good end are whole', () => {
    expect(parse(['--X\r\n\r\none'], { ended: true }).parts).toEqual(['one'])
    expect(parse(['--X\r\nContent-Length: 9\r\n\r\none'], { ended: true }).parts).toEqual([])
  })
})

describe('boundaries as servers write them', () => {
  const body = (mark: string) => `${mark}\r\n\r\none\r\n${mark}\r\n\r\ntwo\r\n${mark}--\r\n`
  it.each([
    ['multipart/x-mixed-replace;boundary="a b"', '--a b'],
    ['Multipart/X-Mixed-Replaced; charset=x; BOUNDARY=frame', '--frame'],
    // The dashes are part of the parameter.
    ['multipart/x-mixed-replace; boundary=--frame', '--frame'],
    ['multipart/x-mixed-replace; boundary=--frame', '----frame'],
    // None in the body.
    ['multipart/x-mixed-replace; boundary=frame', 'frame'],
    // Another than the one that was said, or none said.
    ['multipart/x-mixed-replace; boundary=frame', '--farme'],
    ['multipart/x-mixed-replace', '--whatever'],
    ['multipart/mixed; boundary=', '--x'],
  ])('%s and %j', (type, mark) => expect(parts(body(mark), { type })).toEqual(['one', 'two']))

  it('chosen by hand, where the label says nothing', () => {
    expect(parts(`noise\r\n${body('--frame')}`, { type: 'application/octet-stream', boundary: 'frame' })).toEqual([
      'one',
      'two',
    ])
  })

  it('left out before the first part', () => {
    expect(parts('Content-Type: text/plain\r\nContent-Length: 3\r\n\r\none\r\n' + counted('two'))).toEqual([
      'one',
      'two',
    ])
  })

  it('that never come are an error', () => {
    expect(() => parse(['x\n'.repeat(100_000)])).toThrow(NoBoundary)
    expect(() => parse(Array.from({ length: 100 }, () => 'x'.repeat(1_000)))).toThrow(NoBoundary)
  })

  it('follow a picture without a line break', () => {
    const text =
      '--frame\r\nContent-Type: image/jpeg\r\n\r\nJPEG--frame\r\nContent-Type: image/jpeg\r\n\r\nGPEJ--frame--'
    expect(parts(text, { type: 'multipart/x-mixed-replace; boundary=frame' })).toEqual(['JPEG', 'GPEJ'])
  })
})

describe('lengths that are wrong', () => {
  it('too large: what was swallowed is read again', () => {
    for (const more of [1, 2, 3, 4, 5, 6, 7, 8, 30]) {
      const text = counted('one', 3 + more) + counted('two', 3 + more) + counted('three', 5 + more) + '--X--'
      // One that counts the line break too is right but for that.
      expect(parse([text]).parts.map((part) => part.trimEnd())).toEqual(['one', 'two', 'three'])
    }
  })

  it('too small: the part goes on to its boundary', () => {
    const text = counted('first text', 5) + counted('second', 1) + counted('third', 0) + '--X--'
    expect(parse([text]).parts).toEqual(['first text', 'second', 'third'])
  })

  it('too small, one piece at a time: what was handed over stays, and the next parts are right', () => {
    const { parts: seen } = parse(cut(Buffer.from(counted('first text', 5) + counted('second', 3) + '--X--'), [1]))
    expect(seen).toEqual(['first', 'second'])
  })

  it('absurd: the boundary counts', () => {
    for (const length of [100_000_000, 999_999_999_999_999]) {
      const seen = parse([counted('one', length) + counted('two') + '--X--'])
      expect(seen.parts).toEqual(['two'])
      expect(seen.leftOut).toHaveLength(1)
    }
    expect(parts('--X\r\nContent-Length: -5\r\n\r\none\r\n--X\r\nContent-Length: x\r\n\r\ntwo\r\n--X')).toEqual([
      'one',
      'two',
    ])
  })
})

describe('limits', () => {
  const limits = { partBytes: 10, headerBytes: 50 }
  it('leave out what is over them, once, and read on', () => {
    const text = `--X\r\n\r\n${'x'.repeat(99)}\r\n--X\r\n\r\none\r\n--X\r\n${`A: ${'b'.repeat(60)}\r\n`}\r\nno\r\n--X\r\n\r\ntwo\r\n${counted('x'.repeat(11))}${counted('three')}`
    for (const pieces of [[text], cut(Buffer.from(text), [1]), cut(Buffer.from(text), [7])])
      expect(parse(pieces, { limits })).toMatchObject({ parts: ['one', 'two', 'three'], leftOut: [10, 50, 10] })
  })

  it('keep nothing of parts that nobody wants', () => {
    const seen = parse([counted('one') + counted('two') + '--X\r\n\r\nthree\r\n--X'], {
      wanted: (type) => type === undefined,
    })
    expect(seen).toMatchObject({ parts: ['three'], passedOver: 2 })
  })
})

describe('any parts, cut anywhere', () => {
  const body = fc.uint8Array({ maxLength: 60 }).filter((bytes) => !Buffer.from(bytes).includes('--boundary'))
  const part = fc.record({ body, said: fc.boolean(), lineBreak: fc.constantFrom('\n', '\r\n') })
  it('come out as they went in', () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), sizes, fc.boolean(), (list, cuts, preamble) => {
        const pieces: Buffer[] = preamble ? [Buffer.from('hello\r\n')] : []
        for (const { body: bytes, said, lineBreak } of list) {
          const length = said ? `Content-Length: ${String(bytes.length)}${lineBreak}` : ''
          pieces.push(
            Buffer.from(`--boundary${lineBreak}A: b${lineBreak}${length}${lineBreak}`),
            Buffer.from(bytes),
            Buffer.from('\r\n'),
          )
        }
        pieces.push(Buffer.from('--boundary--'))
        const seen = parse(cut(Buffer.concat(pieces), cuts), { type: 'multipart/x-mixed-replace; boundary=boundary' })
        expect(seen.parts).toEqual(list.map(({ body: bytes }) => Buffer.from(bytes).toString('latin1')))
      }),
      { numRuns: 1_000 },
    )
  })

  it('any bytes are taken', () => {
    const pieces = [
      '--X',
      '--X--',
      '\r\n',
      '\n',
      'Content-Length: 3',
      'Content-Length: 0',
      'Content-Type: image/png',
      ':',
      'a',
      '\r\n\r\n',
      '-',
      'one',
    ]
    const stream = fc.oneof(madeOf(...pieces), anyBytes.map(Buffer.from))
    fc.assert(
      fc.property(stream, sizes, fc.boolean(), (bytes, cuts, wanted) => {
        const seen = parse(cut(Buffer.concat([Buffer.from('--X\r\n'), bytes]), cuts), {
          wanted: () => wanted,
          ended: true,
        })
        expect(seen.parts.join('').length).toBeLessThanOrEqual(bytes.length)
      }),
      { numRuns: 2_000 },
    )
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_PASSED_OVER_BYTES } from '../../../src-main/contract/index'
import { chooseFraming, framingOfType, type KnownFraming } from '../../../src-main/transports/streams/choose-framing'
import { createFramer } from '../../../src-main/transports/streams/create-framer'
import { decoderFor, EndlessRecord, parameterOf } from '../../../src-main/transports/streams/framer'
import { createJsonFramer } from '../../../src-main/transports/streams/json-values'
import { createLineFramer } from '../../../src-main/transports/streams/lines'
import { anyBytes, cut, madeOf, sizes } from './cut'

const utf8 = decoderFor(null)

interface Seen {
  records: string[]
  unreadable: number
  leftOut: number[]
}

function frame(framing: KnownFraming, pieces: readonly Uint8Array[], ended = true, callback = ''): Seen {
  const seen: Seen = { records: [], unreadable: 0, leftOut: [] }
  const sink = {
    record: (text: string, call?: { topic: string; parts: readonly unknown[] }) =>
      void seen.records.push(call === undefined ? text : `${call.topic}(${JSON.stringify(call.parts).slice(1, -1)})`),
    unreadable: () => void (seen.unreadable += 1),
    leftOut: (limit: number) => void seen.leftOut.push(limit),
  }
  const framer = createFramer(sink, { framing, decode: utf8, callback })
  for (const piece of pieces) framer.push(piece)
  if (ended) framer.end()
  return seen
}
const records = (framing: KnownFraming, text: string, ended = true) =>
  frame(framing, [Buffer.from(text)], ended).records

describe('lines', () => {
  it('end with LF or CRLF; empty ones are heartbeats; a mark at the start goes', () => {
    expect(records('lines', '\ufeffone\r\n\n \ntwo ♥\n\r\nthr\ree\n')).toEqual(['one', 'two ♥', 'thr\ree'])
  })

  it('need their end while the stream goes on, and not when it ended well', () => {
    expect(records('lines', 'one\ntwo', false)).toEqual(['one'])
    expect(records('lines', 'one\ntwo')).toEqual(['one', 'two'])
  })

  it('are the same however they are cut', () => {
    const stream = fc.oneof(madeOf('a', 'bc', ' ', '\n', '\r\n', '\r', '♥', '{"x":1}'), anyBytes.map(Buffer.from))
    fc.assert(
      fc.property(stream, sizes, (bytes, cuts) => {
        const whole = bytes.toString('utf8').replace(/^\ufeff/, '')
        const plainly = whole
          .split('\n')
          .map((line) => line.replace(/\r$/, ''))
          .filter((line) => line.trim() !== '')
        expect(frame('lines', cut(bytes, cuts)).records).toEqual(plainly)
      }),
      { numRuns: 1_000 },
    )
  })

  it('over the limit are left out, once, and the next is read', () => {
    const seen: (string | number)[] = []
    const framer = createLineFramer(
      {
        record: (text) => void seen.push(text),
        leftOut: (limit) => void seen.push(limit),
        unreadable: () => undefined,
      },
      utf8,
      10,
    )
    for (const piece of cut(Buffer.from(`a\n${'x'.repeat(100)}\nb\n${'y'.repeat(11)}\n${'z'.repeat(10)}\n`), [7]))
      framer.push(piece)
    expect(seen).toEqual(['a', 10, 'b', 10, 'z'.repeat(10)])
  })

  it('without end are given up', () => {
    const chunk = Buffer.alloc(1024 * 1024, 'x')
    const push = () => {
      const framer = createLineFramer(
        { record: () => undefined, leftOut: () => undefined, unreadable: () => undefined },
        utf8,
      )
      for (let bytes = 0; bytes <= MAX_PASSED_OVER_BYTES; bytes += chunk.length) framer.push(chunk)
    }
    expect(push).toThrow(EndlessRecord)
  })
})

describe('JSON values', () => {
  it.each([
    ['parted by nothing', '{"a":1}{"b":[2,{}]}[3]"four"5'],
    ['parted by lines', '{"a":1}\n{"b":[2,{}]}\r\n\n[3]\n"four"\n5\n'],
    ['parted by commas', '{"a":1}, {"b":[2,{}]} ,[3],"four",5'],
    ['a sequence of RFC 7464', '\u001e{"a":1}\n\u001e{"b":[2,{}]}\n\u001e\u001e[3]\n\u001e"four"\n\u001e5\n'],
  ])('%s', (_, text) => {
    const seen = frame('json', [Buffer.from(text)])
    expect(seen).toEqual({ records: ['{"a":1}', '{"b":[2,{}]}', '[3]', '"four"', '5'], unreadable: 0, leftOut: [] })
    expect(frame('jsonSeq', cut(Buffer.from(text), [1]))).toEqual(seen)
  })

  it('may stand over many lines', () => {
    const pretty = JSON.stringify({ a: ['}{', '"', { b: '\\' }] }, null, 2)
    expect(records('json', `${pretty}\n${pretty}`, false)).toEqual([pretty, pretty])
  })

  it('are handed over with their last bracket; a number only when it cannot go on', () => {
    expect(records('json', '\u001e{"a":1}', false)).toEqual(['{"a":1}'])
    expect(records('json', '12', false)).toEqual([])
    expect(records('json', '12 ', false)).toEqual(['12'])
  })

  it.each([
    ['junk up to the next line', ')]}\', {"x":1}\n{"a":1}', 1],
    ['a string with a line break', '{"x":"\n{"a":1}', 1],
    ['a text cut by the next of its sequence', '\u001e{"x":[1\u001e{"a":1}', 1],
    ['what the end cut', '{"a":1}{"x":', 1],
  ])('pass over %s', (_, text, unreadable) => {
    expect(frame('json', [Buffer.from(text)])).toMatchObject({ records: ['{"a":1}'], unreadable })
    expect(frame('json', cut(Buffer.from(text), [1]))).toMatchObject({ records: ['{"a":1}'], unreadable })
  })

  it('over the limit are left out, once, and the next is read', () => {
    const seen: (string | number)[] = []
    const framer = createJsonFramer(
      {
        record: (text) => void seen.push(text),
        leftOut: (limit) => void seen.push(limit),
        unreadable: () => void seen.push('?'),
      },
      utf8,
      10,
    )
    const text = `{"a":1}{"long":"${'x'.repeat(50)}"}{"b":2}${'junk'.repeat(9)}\n"too long a text"[3]`
    for (const piece of cut(Buffer.from(text), [6])) framer.push(piece)
    expect(seen).toEqual(['{"a":1}', 10, '{"b":2}', 10, 10, '[3]'])
  })

  it('come out as they went in, whatever parts them and however they are cut', () => {
    const value = fc.jsonValue({ maxDepth: 3 }).map((one) => JSON.stringify(one))
    const gap = fc.constantFrom('\n', ' ', '\n\u001e', '\r\n\r\n', ', ', '\u001e')
    fc.assert(
      fc.property(fc.array(fc.tuple(value, gap), { maxLength: 8 }), sizes, (pairs, cuts) => {
        const bytes = Buffer.from(pairs.map(([text, between]) => text + between).join(''))
        const seen = frame('json', cut(bytes, cuts))
        expect(seen).toEqual({ records: pairs.map(([text]) => text), unreadable: 0, leftOut: [] })
      }),
      { numRuns: 500 },
    )
  })

  it('take any bytes, and always the same way', () => {
    const stream = fc.oneof(
      madeOf('{', '}', '[', ']', '"', '\\', ',', ':', '1', 'tr', '\n', '\u001e', ' ', '♥'),
      anyBytes.map(Buffer.from),
    )
    fc.assert(
      fc.property(stream, sizes, (bytes, cuts) => {
        expect(frame('json', cut(bytes, cuts))).toEqual(frame('json', [bytes]))
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('pages of scripts', () => {
  const page =
    '<!DOCTYPE html><html><head><script>var a = "parent.x(1)"; function callback(item) { return item }</script></head><body>' +
    `${' '.repeat(1024)}<!-- <script>parent.callback("hidden")</script> -->` +
    '<script type="text/javascript">parent.callback({"title":"One </b>",\'id\':1, tags:[\'a\',]});</script>\n' +
    '<SCRIPT>try { window.parent.callback("two", {n: 0x10, ok: !0}) } catch (e) {}</SCRIPT >' +
    '<script>callback(name); document.write("<p>no</p>"); setTimeout("x()", 5); callback("<\\/script>", -1.5e3)</script>' +
    '<script>parent.callback("never ends'

  it('are read as data, whatever else is on them', () => {
    const expected = [
      'parent.callback({"title":"One </b>","id":1,"tags":["a"]})',
      'window.parent.callback("two",{"n":16,"ok":true})',
      'callback("</script>",-1500)',
    ]
    expect(records('script', page)).toEqual(expected)
    expect(frame('script', cut(Buffer.from(page), [1])).records).toEqual(expected)
    fc.assert(
      fc.property(sizes, (cuts) => {
        expect(frame('script', cut(Buffer.from(page), cuts)).records).toEqual(expected)
      }),
      { numRuns: 50 },
    )
  })

  it('of one function only, if wished', () => {
    const text = '<script>a.b("x");parent.news("y");news("z")</script>'
    expect(frame('script', [Buffer.from(text)], true, 'news').records).toEqual(['parent.news("y")', 'news("z")'])
  })

  it('may be bare calls, a line each', () => {
    expect(records('script', '\n callback("one");\ncallback({"a":[1]});callback(2)\n', false)).toEqual([
      'callback("one")',
      'callback({"a":[1]})',
      'callback(2)',
    ])
  })

  it('take any bytes, and always the same way', () => {
    const stream = fc.oneof(
      madeOf(
        '<script>',
        '</script>',
        '<scr',
        'ipt',
        '<',
        '/',
        'f(',
        ')',
        '"x"',
        "'",
        '{a:1}',
        ',',
        '<!--',
        '-->',
        '`',
        '\\',
        '\n',
        '/*',
      ),
      anyBytes.map(Buffer.from),
    )
    fc.assert(
      fc.property(stream, sizes, (bytes, cuts) => {
        const all = Buffer.concat([Buffer.from('<'), bytes])
        expect(frame('script', cut(all, cuts))).toEqual(frame('script', [all]))
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('which framing', () => {
  it.each([
    ['application/x-ndjson', 'ndjson'],
    ['application/jsonl; charset=utf-8', 'ndjson'],
    ['application/json-seq', 'jsonSeq'],
    ['application/geo+json-seq', 'jsonSeq'],
    ['application/stream+json', 'json'],
    ['Application/JSON', 'json'],
    ['text/html', 'script'],
    ['application/javascript', 'script'],
    ['text/plain', null],
    [null, null],
  ] as const)('%s is %s', (type, framing) => expect(framingOfType(type)).toBe(framing))

  it.each([
    ['text/plain', 'hello', false, 'lines'],
    ['text/plain', '{"a":1}\n', false, 'json'],
    ['text/plain', '{a} is no JSON\n', false, 'lines'],
    ['text/plain', '\n\n', false, null],
    ['application/json', '\n\u001e{}', false, 'jsonSeq'],
    [null, '<!doctype html>', false, 'script'],
    [null, 'hello one', true, 'pieces'],
    [null, 'hello one\n', true, 'lines'],
    [null, '{"a":1}', true, 'pieces'],
    [null, '\ufeff{"a":1}', false, 'json'],
    ['application/octet-stream', '[1]', false, 'json'],
  ] as const)('%s beginning with %j (chunked: %s) is %s', (type, text, chunked, framing) =>
    expect(chooseFraming(type, Buffer.from(text), chunked)).toBe(framing),
  )

  it('reads parameters as servers write them', () => {
    expect(parameterOf('a/b; X=1; Boundary="a b;c\\"', 'boundary')).toBe('a b')
    expect(parameterOf('a/b;boundary=x', 'boundary')).toBe('x')
    expect(parameterOf('a/b', 'boundary')).toBeNull()
    expect(decoderFor('text/plain; charset=ISO-8859-1')(Buffer.from([0xe9]))).toBe('é')
    expect(decoderFor('text/plain; charset=nonsense')(Buffer.from('é'))).toBe('é')
  })
})

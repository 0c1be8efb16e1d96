import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSseParser, SseLimitExceeded } from '../../src-main/transports/sse-parser'

interface Seen {
  events: { type: string; data: string; lastEventId: string; ownId: string | null }[]
  comments: string[]
  retries: number[]
  leftOut: string[]
  lastEventId: string
}

interface Limits {
  lineBytes: number
  eventBytes: number
  skippedBytes: number
}

function parse(pieces: readonly Uint8Array[], limits?: Limits): Seen {
  const seen: Seen = { events: [], comments: [], retries: [], leftOut: [], lastEventId: '' }
  const sink = {
    event: (event: Seen['events'][number]) => void seen.events.push(event),
    comment: (text: string) => void seen.comments.push(text),
    retry: (milliseconds: number) => void seen.retries.push(milliseconds),
    leftOut: (limit: string, bytes: number) => void seen.leftOut.push(`${limit} ${bytes}`),
  }
  const parser = createSseParser(sink, undefined, limits)
  for (const piece of pieces) parser.push(piece)
  seen.lastEventId = parser.lastEventId
  return seen
}

const text = (content: string) => parse([Buffer.from(content)])
const datas = (content: string) => text(content).events.map(({ data }) => data)

/** The standard's algorithm as plainly as it can be written, over the whole text at once: the yardstick. */
function plainly(bytes: Uint8Array): { type: string; data: string; lastEventId: string }[] {
  const whole = new TextDecoder('utf-8').decode(bytes)
  const lines = whole.split(/\r\n|\n|\r/)
  lines.pop()
  const events = []
  let [type, data, idBuffer, lastEventId] = ['', '', '', '']
  for (const line of lines) {
    if (line === '') {
      lastEventId = idBuffer
      if (data !== '') events.push({ type: type || 'message', data: data.slice(0, -1), lastEventId })
      ;[type, data] = ['', '']
      continue
    }
    const colon = line.indexOf(':')
    const name = colon === -1 ? line : line.slice(0, colon)
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (name === 'data') data += `${value}\n`
    if (name === 'event') type = value
    if (name === 'id' && !value.includes('\0')) idBuffer = value
  }
  return events
}

function cut(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const pieces: Uint8Array[] = []
  for (let at = 0, index = 0; at < bytes.length; index += 1) {
    const size = sizes.length === 0 ? bytes.length : Math.max(1, sizes[index % sizes.length]!)
    pieces.push(bytes.subarray(at, at + size))
    at += size
  }
  return pieces
}

describe('the HTML standard, section 9.2.6', () => {
  it('joins data lines, and tells empty data from none', () => {
    expect(datas('data: a\ndata: b\n\n')).toEqual(['a\nb'])
    expect(datas('data\n\ndata\ndata\n\nevent: x\n\n')).toEqual(['', '\n'])
  })

  it('takes LF, CR and CRLF, also when the network cuts between CR and LF', () => {
    expect(datas('data: 1\r\rdata: 2\n\ndata: 3\r\n\r\n')).toEqual(['1', '2', '3'])
    expect(parse(['data: 1\r', '\n\r', '\ndata: 2\r', '\r'].map((piece) => Buffer.from(piece))).events).toHaveLength(2)
  })

  it('ignores names that are not exactly right', () => {
    expect(datas('Data: 1\ndata : 2\n data: 3\ndatas: 4\nevents: 5\nretryy: 6\n:data: 7\ndata: 8\n\n')).toEqual(['8'])
  })

  it('removes one space and no tab', () => {
    expect(datas('data:  two\n\ndata:\ttab\n\n')).toEqual([' two', '\ttab'])
  })

  it('drops one byte order mark, at the start only and also in pieces', () => {
    const marked = Buffer.from('\ufeffdata: 1\n\n\ufeffdata: 2\n\n')
    expect(parse([marked]).events.map(({ data }) => data)).toEqual(['1'])
    expect(parse(cut(marked, [1])).events.map(({ data }) => data)).toEqual(['1'])
  })

  it('keeps an id until it is replaced, reset, or refused', () => {
    const { events } = text('id: 1\ndata: a\n\ndata: b\n\nid: 2\0\ndata: c\n\nid\ndata: d\n\n')
    expect(events.map(({ lastEventId }) => lastEventId)).toEqual(['1', '1', '1', ''])
    expect(events.map(({ ownId }) => ownId)).toEqual(['1', null, null, ''])
  })

  it('takes the id of a block without data, and forgets that of a block without end', () => {
    expect(text('id: 5\n\n').lastEventId).toBe('5')
    expect(text('id: 5\n\nid: 6\ndata: x\n').lastEventId).toBe('5')
  })

  it('takes ASCII digits as a reconnection time and nothing else', () => {
    const lines = ['03000', '1e3', '-1', '1.5', '', '٣', ' 7', '99999999999999999999999']
    const { retries } = text(lines.map((line) => `retry:${line}\n`).join(''))
    expect(retries).toEqual([3000, 7, Number.MAX_SAFE_INTEGER])
  })

  it('treats names such as error and open like any other', () => {
    expect(text('event: error\ndata: x\n\nevent: open\ndata: y\n\n').events.map(({ type }) => type)).toEqual([
      'error',
      'open',
    ])
  })

  it('replaces what is not UTF-8', () => {
    expect(
      parse([Buffer.from([...Buffer.from('data: '), 0xff, 0xe2, 0x99, ...Buffer.from('\n\n')])]).events[0]?.data,
    ).toBe('\ufffd\ufffd')
  })

  it('hands comments over', () => {
    expect(text(': alive\n:\n:x\n').comments).toEqual(['alive', '', 'x'])
  })
})

describe('any bytes, cut anywhere', () => {
  const pieceOfStream = fc.constantFrom(
    ...['data', 'data:', 'data: ', 'id', 'id: ', 'event:', 'retry: 9', ':', ' ', '\n', '\r', '\r\n', '\n\n', '\0'],
    ...['\ufeff', 'é', '♥', '𝄞', 'x', 'message'],
  )
  const stream = fc.oneof(
    fc.array(pieceOfStream, { maxLength: 60 }).map((pieces) => Buffer.from(pieces.join(''))),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  )
  const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 20 })

  it('gives what the standard gives', () => {
    fc.assert(
      fc.property(stream, sizes, (bytes, cuts) => {
        const seen = parse(cut(bytes, cuts)).events.map(({ type, data, lastEventId }) => ({ type, data, lastEventId }))
        expect(seen).toEqual(plainly(bytes))
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('limits', () => {
  const limits = { lineBytes: 100, eventBytes: 250, skippedBytes: 2_000 }
  const line = (length: number) => `data:${'x'.repeat(length - 5)}`
  const before = 'id: 1\ndata: before\n\n'
  const after = 'data: after\n\n'

  it('takes a line of exactly the limit, whole or in pieces', () => {
    const bytes = Buffer.from(`${line(100)}\n\n`)
    expect(parse([bytes], limits).events).toHaveLength(1)
    expect(parse(cut(bytes, [1]), limits).events).toHaveLength(1)
  })

  it('takes an event of exactly the limit', () => {
    const fits = `${`${line(88)}\n`.repeat(2)}${line(87)}\n\n`
    const seen = parse([Buffer.from(fits)], limits)
    expect(seen.events[0]?.data).toHaveLength(250)
    expect(seen.leftOut).toEqual([])
  })

  // What is too large must not stand in the way of what follows it: a server that repeats from the last id would send
  // it again for ever.
  it.each([
    ['a line', `${line(101)}\n`, 'line 100'],
    ['a line of many pieces', `${line(1_900)}\n`, 'line 100'],
    ['a line after others', `${line(50)}\n${line(101)}\n${line(50)}\n`, 'line 100'],
    ['the data of an event', `${line(88)}\n`.repeat(9), 'event 250'],
  ])('leaves out an event over the limit by %s, keeps its id and goes on', (_, block, limit) => {
    for (const [size, id] of [
      [1, 'before'],
      [7, 'after'],
      [10_000, 'before'],
    ] as const) {
      const whole = id === 'before' ? `id: 2\nevent: x\n${block}\n` : `event: x\n${block}id: 2\n\n`
      const seen = parse(cut(Buffer.from(before + whole + after), [size]), limits)
      expect(seen.leftOut).toEqual([limit])
      expect(seen.events).toEqual([
        { type: 'message', data: 'before', lastEventId: '1', ownId: '1' },
        { type: 'message', data: 'after', lastEventId: '2', ownId: null },
      ])
    }
  })

  it.each([[1], [7], [10_000]])('gives up where there is no end to it (pieces of %i)', (size) => {
    for (const content of [line(5_000), `${line(101)}\n`.repeat(50), `${line(88)}\n`.repeat(50)]) {
      expect(() => parse(cut(Buffer.from(content), [size]), limits)).toThrow(SseLimitExceeded)
    }
  })
})

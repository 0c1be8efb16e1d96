import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_LINE_BYTES } from '../../src-main/contract/index'
import { createPushletScanner } from '../../src-main/transports/pushlet-scanner'
import { spellPushletEvent } from '../servers/pushlet-server'

interface Found {
  events: Record<string, string>[]
  leftOut: number
  pages: number
}

function scan(pieces: Iterable<string>): Found {
  const found: Found = { events: [], leftOut: 0, pages: 0 }
  const scanner = createPushletScanner({
    event: (event) => void found.events.push(Object.fromEntries(event)),
    leftOut: () => void (found.leftOut += 1),
    page: () => void (found.pages += 1),
  })
  for (const piece of pieces) scanner.push(piece)
  return found
}
const events = (text: string) => scan([text]).events

describe('the xml format: no root, nothing escaped', () => {
  it.each([
    ['<event p_event="hb"/>', { p_event: 'hb' }],
    ['<event p_event="hb" />', { p_event: 'hb' }],
    ['<event\n\tp_event = "hb"\n/>', { p_event: 'hb' }],
    ['<event/>', {}],
    ['<event a="1 < 2 & 3 > 2" b="x"/>', { a: '1 < 2 & 3 > 2', b: 'x' }],
    ['<event a="&lt;b&gt; &amp;" />', { a: '&lt;b&gt; &amp;' }],
    ['<event a="she said "yes" and left" b="x"/>', { a: 'she said "yes" and left', b: 'x' }],
    ['<event a="quoted "end"" b="x"/>', { a: 'quoted "end"', b: 'x' }],
    ['<event a="<a href="/x">here</a>" b="1"/>', { a: '<a href="/x">here</a>', b: '1' }],
    ['<event a="<br/> next" b="1"/>', { a: '<br/> next', b: '1' }],
    ['<event a="" b=""/>', { a: '', b: '' }],
    ['<event a="1" a="2"/>', { a: '2' }],
    ['<event a="1" stray b="2"/>', { a: '1" stray b="2' }],
    ['<event stray b="2"/>', { b: '2' }],
    ['<event a=\'single\' b="2"/>', { a: 'single', b: '2' }],
    ['<event __proto__="x" constructor="y"/>', { ['__proto__']: 'x', constructor: 'y' }],
    ['<event a="ü 日本 🎈"/>', { a: 'ü 日本 🎈' }],
  ])('%s', (text, wanted) => {
    expect(events(text)).toEqual([wanted])
  })

  it('passes over what lies between', () => {
    expect(events('\ufeff noise <b>x</b> <eventual a="1"/> <event a="1"/>\r\n\r\n<event b="2"/> tail')).toEqual([
      { a: '1' },
      { b: '2' },
    ])
  })

  it('begins anew where an event was never finished', () => {
    expect(events('<event a="1" <event b="2"/>')).toEqual([{ a: '1" <event b="2' }])
    expect(events('<event <event b="2"/>')).toEqual([{ b: '2' }])
  })
})

describe('the xml-strict format: a root, values escaped', () => {
  it.each([
    [
      '<pushlet><event a="&lt;b&gt; &amp;amp; &quot;&apos; &#228;&#xe4; &nope; &#0; &#x110000;"/></pushlet>',
      `<b> &amp; "' ää &nope; &#0; &#x110000;`,
    ],
    [`<?xml version="1.0"?>\n<pushlet>\n<event a='single "quotes"' />`, 'single "quotes"'],
    ['<pushlet><event a="x"></event>', 'x'],
  ])('%s', (text, a) => {
    expect(events(text)).toEqual([{ a }])
  })

  it('ends a value at the first quote', () => {
    expect(events('<pushlet><event a="1"b="2"/>')).toEqual([{ a: '1', b: '2' }])
  })
})

describe('in pieces', () => {
  const text =
    'noise<event p_event="data" p_subject="/a" text="she said "yes" and <left> & never/ came "/>\n<event p_event="hb" /><event a="<br/>" b = "ü"/>'
  const strict = `<?xml version="1.0"?>\n<pushlet>${spellPushletEvent({ p_event: 'data', text: `<b>"x" & 'y'</b>` }, 'xml-strict')}</pushlet>`

  it.each([text, strict])('the same byte by byte', (whole) => {
    expect(scan(whole)).toEqual(scan([whole]))
  })

  it.each([text, strict])('the same at every cut', (whole) => {
    const wanted = scan([whole])
    for (let at = 0; at <= whole.length; at += 1) expect(scan([whole.slice(0, at), whole.slice(at)])).toEqual(wanted)
  })

  it('gives an event out with its last sign', () => {
    expect(scan(['<event a="1"', '/']).events).toEqual([])
    expect(scan(['<event a="1"', '/', '>']).events).toHaveLength(1)
  })

  it('reads back what a server of either format spells', () => {
    const value = fc.string({ unit: 'grapheme' }).map((one) => one.replace(/\s/g, ' '))
    fc.assert(
      fc.property(
        fc.dictionary(fc.stringMatching(/^[a-z_]{1,8}$/), value),
        fc.integer({ min: 1, max: 9 }),
        (event, size) => {
          const spelt = `<pushlet>${spellPushletEvent(event, 'xml-strict')}`
          const pieces = Array.from({ length: Math.ceil(spelt.length / size) }, (_, at) =>
            spelt.slice(at * size, at * size + size),
          )
          expect(scan(pieces).events).toEqual([{ ...event }])
        },
      ),
    )
  })

  it('neither throws nor hangs nor depends on the cuts, whatever comes', () => {
    const part = fc.oneof(
      fc.constantFrom(
        '<event ',
        '<event',
        '/>',
        '>',
        '"',
        "'",
        '=',
        ' a="',
        '" b="',
        '<pushlet>',
        '<?xml',
        '&lt;',
        '<html',
        '/',
        '<',
      ),
      fc.string({ unit: 'binary', maxLength: 8 }),
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 60 }), fc.integer({ min: 1, max: 5 }), (parts, size) => {
        const whole = parts.join('')
        const pieces = Array.from({ length: Math.ceil(whole.length / size) }, (_, at) =>
          whole.slice(at * size, at * size + size),
        )
        expect(scan(pieces)).toEqual(scan([whole]))
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('hostile answers', () => {
  it('passes over an event that is too large, and reads the next', () => {
    const huge = `<event a="${'x'.repeat(MAX_LINE_BYTES + 1)}"/><event b="2"/>`
    expect(scan([huge])).toEqual({ events: [{ b: '2' }], leftOut: 1, pages: 0 })
    const many = `<event ${Array.from({ length: 300 }, (_, index) => `a${index}="x"`).join(' ')}/><event b="2"/>`
    expect(scan([many])).toEqual({ events: [{ b: '2' }], leftOut: 1, pages: 0 })
  })

  it.each([
    ['a value without end', '<event a="', 'x'.repeat(64 * 1024)],
    ['quotes without end', '<event a="', '" '.repeat(32 * 1024)],
    ['names without end', '<event ', 'x'.repeat(64 * 1024)],
    ['words without end', '<event ', 'abc '.repeat(16 * 1024)],
    ['half values without end', '<event a="', `" ${'n'.repeat(127)} `.repeat(512)],
    ['blanks without end', '<event a', ' '.repeat(64 * 1024)],
    ['openings without end', '', '<event '.repeat(8 * 1024)],
    ['angle brackets without end', '', '<'.repeat(64 * 1024)],
  ])('%s take neither memory nor long', (_, begin, more) => {
    function* pieces() {
      yield begin
      for (let round = 0; round < 64; round += 1) yield more
    }
    const began = performance.now()
    scan(pieces())
    expect(performance.now() - began).toBeLessThan(10_000)
  })

  it.each(['<html><body>', '<HTML>', '<script>push(1)</script>', '<!DOCTYPE html>'])('knows the page %s', (text) => {
    expect(scan([text]).pages).toBeGreaterThan(0)
  })
})

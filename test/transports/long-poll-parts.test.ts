import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { itemsIn } from '../../src-main/transports/long-poll/items'
import { at, readAnswer } from '../../src-main/transports/long-poll/json'
import { createPace } from '../../src-main/transports/long-poll/pace'
import {
  hasPlace,
  keeping,
  MAX_KEPT_NAMES,
  readPlace,
  startingPlace,
  writePlace,
} from '../../src-main/transports/long-poll/place'
import { wordsOfHtml } from '../../src-main/transports/html-words'
import { fillIn } from '../../src-main/transports/long-poll/request'
import { compare, cursorText, following, greatest } from '../../src-main/transports/long-poll/values'
import { unwrapAnswer } from '../../src-main/transports/long-poll/unwrap'

describe('what is put around JSON', () => {
  it.each([
    ['cb({"a":1})', '{"a":1}'],
    ['  cb( {"a":1} ) ; ;\n', ' {"a":1} '],
    ['/**/window.x["y"].z([1]);', '[1]'],
    ['/* a */ // no\ncb(1)', '// no\ncb(1)'],
    ["typeof cb === 'function' && cb({});", '{}'],
    ['jQuery1_2$({"text":"f(x); )"});', '{"text":"f(x); )"}'],
    [")]}',\n{}", '{}'],
    ['while(1); [1]', '[1]'],
    ['\ufeff{"a":1}', '{"a":1}'],
    ['{"call":"f(x)"}', '{"call":"f(x)"}'],
    ['plain (text) here', 'plain (text) here'],
    ['cb(', 'cb('],
    ['/* never ends', '/* never ends'],
  ])('%j', (text, inner) => expect(unwrapAnswer(text)).toBe(inner))

  it('never throws, hangs or grows', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[a-z(){};/*" ]{0,400}$/)), (text) => {
        expect(unwrapAnswer(text).length).toBeLessThanOrEqual(text.length)
        readAnswer(text)
      }),
    )
    const long = 2_000_000
    for (const text of [
      '('.repeat(long),
      'a'.repeat(long),
      '/*'.repeat(long),
      `cb(${' '.repeat(long)}`,
      ';'.repeat(long),
    ]) {
      const began = performance.now()
      readAnswer(text)
      expect(performance.now() - began).toBeLessThan(2_000)
    }
  })

  it('gives back any JSON that was called with', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const plain: unknown = JSON.parse(JSON.stringify(value))
        // What is too long for a number is read as text, so only the others are compared.
        fc.pre(!/\d{16}/.test(JSON.stringify(value)))
        expect(readAnswer(`/**/cb(${JSON.stringify(value)});`)).toEqual(plain)
      }),
    )
  })

  it('survives every cut', () => {
    const whole = '/**/ typeof cb === "function" && cb({"items":[{"id":12345678901234567890,"t":"ü"}]});'
    for (let length = 0; length <= whole.length; length += 1) readAnswer(whole.slice(0, length))
    expect(at(readAnswer(whole), '/items/0/id')).toBe('12345678901234567890')
  })

  it('does not touch digits inside of texts', () => {
    expect(readAnswer('{"x":": 1234567890123456789,"}')).toEqual({ x: ': 1234567890123456789,' })
    expect(readAnswer('{"a":"\\"id\\": 1234567890123456789, "}')).toEqual({ a: '"id": 1234567890123456789, ' })
  })
})

describe('places', () => {
  it.each([
    ['9', '10', -1],
    ['9007199254740993', '9007199254740992', 1],
    ['1.5', '1.25', 1],
    ['b', 'a', 1],
    ['a', 'a', 0],
    ['-2', '1', -1],
  ])('%s against %s', (one, other, expected) => expect(compare(one, other)).toBe(expected))

  it('counts on from whole numbers of any length, and leaves words alone', () => {
    expect(following('99999999999999999999')).toBe('100000000000000000000')
    expect(following('abc')).toBe('abc')
    expect(greatest([null, '9', '10', null])).toBe('10')
    expect(greatest([])).toBeNull()
    expect(cursorText([12, 'g1AAAA'])).toBe('[12,"g1AAAA"]')
  })

  it('come back as they were stored, for the same settings only', () => {
    const place = { ...startingPlace('v'), etag: '0', kept: new Map([['__proto__', 'room']]) }
    expect(readPlace(writePlace(place, 'k'), 'k')).toEqual(place)
    expect(readPlace(writePlace(place, 'k'), 'other')).toBeNull()
    for (const nonsense of [
      null,
      1,
      'x',
      [],
      {},
      { of: 1 },
      { ...(writePlace(place, 'k') as object), kept: [1, [2]] },
    ]) {
      expect(() => readPlace(nonsense as never, 'k')).not.toThrow()
    }
  })

  it('can be gone on from only where there is one', () => {
    expect(hasPlace(writePlace({ ...startingPlace(null), hash: 'h' }, 'k'))).toBe(false)
    expect(hasPlace(writePlace(startingPlace('1'), 'k'))).toBe(true)
    expect(hasPlace(writePlace({ ...startingPlace(null), etag: '"1"' }, 'k'))).toBe(true)
    expect(hasPlace(null)).toBe(false)
  })

  it('keep only so many names', () => {
    let kept: ReadonlyMap<string, string> = new Map()
    for (let room = 0; room < MAX_KEPT_NAMES + 5; room += 1) kept = keeping(kept, `room ${room}`, 'x'.repeat(1_000))
    expect(kept.size).toBe(MAX_KEPT_NAMES)
    expect(kept.has('room 0')).toBe(false)
    expect(kept.get('room 10')).toHaveLength(300)
  })
})

describe('the pace', () => {
  const answer = (took: number, brought: 'progress' | 'news' | 'empty') => ({ askedAt: 0, answeredAt: took, brought })
  it('asks at once after news, and after what was held', () => {
    const pace = createPace(1_000)
    expect(pace.next(answer(5, 'progress'))).toBe(0)
    expect(pace.next(answer(5, 'news'))).toBe(995)
    expect(pace.next(answer(30_000, 'empty'))).toBe(0)
  })

  it('takes three quick empty answers for a server that does not hold', () => {
    const pace = createPace(1_000)
    const empty = () => pace.next(answer(10, 'empty'))
    expect([empty(), empty(), empty(), empty()]).toEqual([990, 990, 4_990, 4_990])
    pace.next(answer(20_000, 'empty'))
    expect(empty()).toBe(990)
  })

  it('does not take a clock that was set back for a long wait', () => {
    expect(createPace(1_000).next(answer(-86_400_000, 'empty'))).toBe(1_000)
  })
})

describe('finding items', () => {
  it.each([
    [[{ a: 1 }], '', [{ a: 1 }]],
    [{ results: [], last_seq: 1 }, '', []],
    [{ ok: true, result: [{ a: 1 }] }, '', [{ a: 1 }]],
    [{ things: [{ a: 1 }], at: 3 }, '', [{ a: 1 }]],
    [{ title: 'one', tags: ['x'] }, '', [{ title: 'one', tags: ['x'] }]],
    [{}, '', []],
    [true, '', []],
    [{ a: { b: { t: 1 } } }, '/a/b', [{ t: 1 }]],
    [{ a: 1 }, '/nothing', []],
  ])('in %j by %j', (json, path, items) => expect(itemsIn(json as never, path)).toEqual(items))

  it('never looks up a prototype', () => {
    expect(at({ a: 1 }, '/__proto__/toString')).toBeUndefined()
    expect(at([1], '/length')).toBeUndefined()
  })
})

describe('filling in', () => {
  it('cannot be broken out of', () => {
    expect(JSON.parse(fillIn('{"c":"{cursor}","w":{wait}}', { cursor: 'a"},\\', wait: '5' }))).toEqual({
      c: 'a"},\\',
      w: 5,
    })
    expect(fillIn('c={cursor}&w={wait}', { cursor: 'a&b=1', wait: '5' })).toBe('c=a%26b%3D1&w=5')
  })
})

describe('words of HTML', () => {
  it('takes tags away and reads references', () => {
    expect(wordsOfHtml('<p>Fish &amp; chips&#x21;</p><p>two</p>')).toBe('Fish & chips!\ntwo')
    expect(wordsOfHtml('a < b')).toBe('a')
    expect(wordsOfHtml('&#0;&#xd800;&nope;')).toBe('&#0;&#xd800;&nope;')
  })
  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (html) => void wordsOfHtml(html)))
    const began = performance.now()
    wordsOfHtml('<'.repeat(1_000_000))
    expect(performance.now() - began).toBeLessThan(500)
  })
})

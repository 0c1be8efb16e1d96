import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readLiteral } from '../../../src-main/transports/streams/literals'
import { readCalls } from '../../../src-main/transports/streams/script-calls'

const read = (text: string) => {
  const found = readLiteral(text, 0)
  return found === null ? null : JSON.stringify(found.value)
}

describe('literals', () => {
  it.each([
    [`{'a': "b", c: 1, 2: [], "d":{},}`, '{"2":[],"a":"b","c":1,"d":{}}'],
    ["'it\\'s \\x41\\u0042\\u{43} \\n\\\nend'", JSON.stringify("it's ABC \nend")],
    ['`a\nb`', '"a\\nb"'],
    ['[1,-2,+3,.5,5.,1e3,0x1F,0b11,0o17]', '[1,-2,3,0.5,5,1000,31,3,15]'],
    ['[true,false,null,undefined,!0,!1]', '[true,false,null,null,true,false]'],
    ['/* a */ { // b\n x /**/ : /**/ 1 }', '{"x":1}'],
    ['"\\u2028é♥"', JSON.stringify('\u2028é♥')],
    ['{größe:1}', '{"größe":1}'],
  ])('%s', (text, expected) => expect(read(text)).toBe(expected))

  it.each([
    'a',
    'f()',
    '{a}',
    '{a:b}',
    '[1',
    '"x',
    "'x\n'",
    '{"a":1',
    '`${x}`',
    '1x',
    '!2',
    '[,]',
    '{,}',
    '',
    '/*',
    '"\\u12"',
    '"\\u{110000}"',
    '0x',
    '-',
    '{a:1 b:2}',
    '[1 2]',
    'new Date()',
    '1'.repeat(500),
    'NaNx',
    '{get a(){}}',
  ])('%j is none', (text) => expect(readLiteral(text, 0)).toBeNull())

  it('never reaches a prototype', () => {
    const found = readLiteral('{"__proto__":{"polluted":1},constructor:2}', 0)
    expect(Object.getPrototypeOf(found?.value)).toBeNull()
    expect(JSON.stringify(found?.value)).toBe('{"__proto__":{"polluted":1},"constructor":2}')
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })

  it('does not follow a nest without end', () => {
    expect(readLiteral('['.repeat(100_000), 0)).toBeNull()
    expect(readLiteral('{a:'.repeat(100_000), 0)).toBeNull()
  })

  it('reads all JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(read(JSON.stringify(value))!)).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  it('takes any text', () => {
    const text = fc.oneof(
      fc.string(),
      fc
        .array(
          fc.constantFrom(
            '{',
            '}',
            '[',
            ']',
            '"',
            "'",
            '`',
            ':',
            ',',
            'a',
            '1',
            '-',
            '.',
            'e',
            '\\',
            'u',
            'x',
            '/',
            '*',
            '\n',
            '!',
            '0',
          ),
          { maxLength: 80 },
        )
        .map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(text, (source) => {
        const found = readLiteral(source, 0)
        if (found !== null) expect(found.end).toBeLessThanOrEqual(source.length)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('calls', () => {
  it.each([
    ['a.b.c( 1 , "x" )', [['a.b.c', [1, 'x']]]],
    [
      'if (x) parent.push({a:1}); else push(2)',
      [
        ['parent.push', [{ a: 1 }]],
        ['push', [2]],
      ],
    ],
    ['/* f(1) */ // f(2)\n f(3)', [['f', [3]]]],
    ['"f(1)" + \'f(2)\' + f(3)', [['f', [3]]]],
    ['new Thing("x"); function f(a) {} f(); return("x"); typeof("x")', []],
    ['f(g(1))', [['g', [1]]]],
    ['console.log("x"); window.alert("y"); eval("z"); document.title("q")', []],
    ['f("a",)', [['f', ['a']]]],
  ] as const)('%s', (source, expected) =>
    expect(readCalls(source).map(({ name, parts }) => [name, JSON.parse(JSON.stringify(parts))])).toEqual(expected),
  )

  it('never run anything, and take time in proportion', () => {
    const began = performance.now()
    for (const piece of ['a(', 'a([', 'a("', 'a(\'a("', 'a(/*', 'a({b:', 'a.', '`'])
      expect(readCalls(piece.repeat(100_000)).length).toBeLessThan(2_000)
    expect(performance.now() - began).toBeLessThan(5_000)
  })
})

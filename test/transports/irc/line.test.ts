import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { folded, readIrcLine } from '../../../src-main/transports/irc/line'
import { roomsOf } from '../../../src-main/transports/irc/rooms'
import { saidIn } from '../../../src-main/transports/irc/words'

const parts = (line: string) => {
  const read = readIrcLine(line)
  return read && { ...read, tags: Object.fromEntries(read.tags) }
}

describe('a line of IRC', () => {
  it('is taken apart as the standards say', () => {
    expect(
      parts(
        '@time=2026-01-02T03:04:05.678Z;+x/y=a\\:b\\s\\\\c\\rd\\ne\\q\\;flag :ann!a@h PRIVMSG #news :Hello  there: you',
      ),
    ).toEqual({
      tags: { time: '2026-01-02T03:04:05.678Z', '+x/y': 'a;b \\c\rd\neq', flag: '' },
      source: 'ann!a@h',
      command: 'PRIVMSG',
      parameters: ['#news', 'Hello  there: you'],
    })
    expect(parts('ping   a')).toMatchObject({ source: null, command: 'PING', parameters: ['a'] })
    expect(parts(':irc.test 005 me A=1 B :are supported')).toMatchObject({
      command: '005',
      parameters: ['me', 'A=1', 'B', 'are supported'],
    })
    expect(parts(':a B :')).toMatchObject({ parameters: [''] })
    expect(parts('B 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16')?.parameters).toHaveLength(15)
    expect(parts('B 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16')?.parameters.at(-1)).toBe('15 16')
  })

  it.each(['', ' ', ':only', '@only', '@a :b', '12', '1234 x', '💥 x'])('is none: %j', (line) =>
    expect(parts(line)).toBeNull(),
  )

  it('of random characters is something or nothing, and never a fault', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('@', ':', ' ', ';', '=', '\\', 'a', 'Z', '7', '\u0001', 'é') }),
        (line) => {
          const read = readIrcLine(line)
          expect(read === null || read.command !== '').toBe(true)
        },
      ),
      { numRuns: 2_000 },
    )
  })

  it('compares names as IRC does', () => {
    expect(folded('#News[\\]~')).toBe('#news{|}^')
  })
})

describe('what somebody said', () => {
  it('has no colours, and actions in words', () => {
    expect(saidIn('\u0002bold\u000f \u000304,12red\u0003 \u0004ff0000hex\u0004 \u001ditalic\u001d 3,5', 'ann')).toBe(
      'bold red hex italic 3,5',
    )
    expect(saidIn('\u0001ACTION waves \u0002twice\u0002\u0001', 'ann')).toBe('* ann waves twice')
    expect(saidIn('\u0001VERSION\u0001', 'ann')).toBeNull()
  })
})

describe('rooms', () => {
  it('come from the address and the option, each once', () => {
    expect(roomsOf('irc://host/%23news,tech', '#News\n&local')).toEqual(['#News', '#tech', '&local'])
    expect(() => roomsOf('irc://host', '')).toThrow(/No room/)
    expect(() => roomsOf('irc://host', '#two words')).toThrow(/cannot be the name/)
  })
})

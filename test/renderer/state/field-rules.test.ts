import { describe, expect, it } from 'vitest'
import { callSchemas } from '../../../src-main/core/call-schemas'
import type { ChannelSettings } from '../../../src-main/contract/index'
import {
  areSubprotocols,
  headerNameFault,
  isHeaderValue,
  isJsonPointer,
  isPollInterval,
} from '../../../src-renderer/state/field-rules'

/** The reader's own word: what it refuses must be refused at the field, and nothing else. */
const readerTakes = (settings: Partial<ChannelSettings>) =>
  callSchemas['channels.change'].safeParse({ id: 1, patch: { settings } }).success

/** Every character below 256, alone and between letters, and some beyond. */
const CHARACTERS = [
  ...Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)),
  '\u2028',
  'ü',
  '名',
  '\uD83D',
]
const strange = CHARACTERS.flatMap((character) => [character, `a${character}b`])

describe('a field is refused exactly where the reader refuses it', () => {
  it.each([
    'X-Api-Key',
    'Two Words',
    'Colon:',
    '',
    'Host',
    'hOsT',
    'Connection',
    'Content-Length',
    'transfer-encoding',
    'UPGRADE',
    'Accept-Encoding',
    'Accept',
    'Hostile',
    'Proxy-Authorization',
    '__proto__',
  ])('header name %j', (name) => {
    const record = Object.fromEntries([[name, 'x']])
    expect(headerNameFault(name) === null).toBe(readerTakes({ headers: record }))
  })

  it.each(['', '/', '/a/0/b', '/a~1b/m~0n', 'a', '/a~2', '/a~', '/~', '~0', '$.a', '/a b', '//', '/ü', '/\n'])(
    'pointer %j',
    (pointer) => {
      expect(isJsonPointer(pointer)).toBe(readerTakes({ mapping: { title: pointer } }))
    },
  )

  it('every strange character, as name, value, pointer and subprotocol', () => {
    for (const text of strange) {
      expect(headerNameFault(text) === null, `name ${JSON.stringify(text)}`).toBe(
        readerTakes({ headers: { [text]: '' } }),
      )
      expect(isHeaderValue(text), `value ${JSON.stringify(text)}`).toBe(readerTakes({ headers: { X: text } }))
      const pointer = `/${text}`
      expect(isJsonPointer(pointer), JSON.stringify(pointer)).toBe(readerTakes({ mapping: { key: pointer } }))
      expect(areSubprotocols([text]), JSON.stringify(text)).toBe(readerTakes({ subprotocols: [text] }))
    }
  })

  it('what is long or many', () => {
    for (const length of [999, 1_000, 1_001]) {
      const pointer = `/${'a'.repeat(length - 1)}`
      expect(isJsonPointer(pointer), `${length}`).toBe(readerTakes({ mapping: { key: pointer } }))
    }
    for (const length of [20_000, 20_001]) {
      expect(isHeaderValue('a'.repeat(length)), `${length}`).toBe(readerTakes({ headers: { X: 'a'.repeat(length) } }))
    }
    for (const count of [0, 20, 21]) {
      const names = Array.from({ length: count }, (_, index) => `v${index}`)
      expect(areSubprotocols(names), `${count}`).toBe(readerTakes({ subprotocols: names }))
    }
  })

  it.each(['14', '15', '60', '39999', '40000', '40001', '999999', '-20'])('%s minutes', (minutes) => {
    expect(isPollInterval(minutes)).toBe(readerTakes({ pollMinutes: Number(minutes) }))
  })
})

it.each([
  ['', true],
  [' 30 ', true],
  ['soon', false],
  ['20.5', false],
  ['1e3', false],
])('an interval is written in whole minutes: %j', (minutes, valid) => {
  expect(isPollInterval(minutes)).toBe(valid)
})

it('says whether a name is no name, or one that the connection sets', () => {
  expect(headerNameFault('Two Words')).toBe('notAToken')
  expect(headerNameFault('HOST')).toBe('reserved')
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json } from '../../src-main/core/ports'
import { engineAddress, readEngineOpen, readEngineRefusal } from '../../src-main/transports/socket-io-handshake'
import { readPacket, withoutPlaceholder, writePacket } from '../../src-main/transports/socket-io-packets'

const plain = { namespace: '/', id: null, attachments: 0, data: undefined }

describe('packets of Socket.IO', () => {
  it.each([
    ['0', { ...plain, type: 'connect' }],
    ['0{"sid":"x"}', { ...plain, type: 'connect', data: { sid: 'x' } }],
    ['0/admin,{"sid":"x"}', { ...plain, type: 'connect', namespace: '/admin', data: { sid: 'x' } }],
    ['0/admin?token=1,', { ...plain, type: 'connect', namespace: '/admin' }],
    ['1/admin', { ...plain, type: 'disconnect', namespace: '/admin' }],
    ['2["a",1]', { ...plain, type: 'event', data: ['a', 1] }],
    ['2/n,17["a"]', { ...plain, type: 'event', namespace: '/n', id: '17', data: ['a'] }],
    ['312[]', { ...plain, type: 'ack', id: '12', data: [] }],
    ['4"Not authorized"', { ...plain, type: 'connectError', data: 'Not authorized' }],
    [
      '52-/n,3["a",{"_placeholder":true,"num":0}]',
      { type: 'event', namespace: '/n', id: '3', attachments: 2, data: ['a', { _placeholder: true, num: 0 }] },
    ],
    ['61-1[]', { ...plain, type: 'ack', id: '1', attachments: 1, data: [] }],
  ])('%s', (text, packet) => {
    expect(readPacket(text)).toEqual(packet)
  })

  it.each([
    '',
    '7',
    '9["a"]',
    'x',
    '2[',
    '2{"a":}',
    '5["a"]',
    '5-["a"]',
    '51["a"]',
    '51x["a"]',
    '51234567890-["a"]',
    '2["a"]x',
  ])('%j is none', (text) => {
    expect(readPacket(text)).toBeNull()
  })

  it('written and read are the same', () => {
    const namespace = fc.constantFrom('/', '/a', '/a/b', '/ü')
    const id = fc.oneof(fc.constant(''), fc.nat().map(String))
    fc.assert(
      fc.property(namespace, id, fc.array(fc.jsonValue()), (where, number, data) => {
        const packet = readPacket(writePacket('event', where, data as Json[], number))
        expect(packet).toEqual({
          type: 'event',
          namespace: where,
          id: number || null,
          attachments: 0,
          data: JSON.parse(JSON.stringify(data)),
        })
      }),
    )
  })

  it('never throw, whatever comes', () => {
    const text = fc.oneof(
      fc.string(),
      fc.array(fc.constantFrom(...'0123456789-/,?[]{}"a'.split(''))).map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(text, (given) => {
        readPacket(given)
        readEngineOpen(given)
        readEngineRefusal(given)
      }),
      { numRuns: 2_000 },
    )
  })

  it('have no attachments here', () => {
    expect(withoutPlaceholder({ _placeholder: true, num: 0 })).toBeNull()
    expect(withoutPlaceholder({ a: 1 })).toEqual({ a: 1 })
    expect(withoutPlaceholder(null)).toBeNull()
  })
})

describe('an Engine.IO server', () => {
  it('says who it is, within reason', () => {
    expect(readEngineOpen('0{"sid":"a","upgrades":[],"pingInterval":300,"pingTimeout":200}')).toEqual({
      sid: 'a',
      pingIntervalMs: 300,
      pingTimeoutMs: 200,
    })
    expect(readEngineOpen('0{"sid":"a","pingInterval":1e99,"pingTimeout":-1}')).toEqual({
      sid: 'a',
      pingIntervalMs: 600_000,
      pingTimeoutMs: 20_000,
    })
    for (const other of ['0', '0{}', '0[]', '0null', '0{"sid":1}', '{"sid":"a"}', ''])
      expect(readEngineOpen(other)).toBeNull()
  })

  it('refuses in its own words', () => {
    expect(readEngineRefusal('{"code":5,"message":"Unsupported protocol version"}')).toMatchObject({ code: 5 })
    for (const other of ['{"code":0,"message":"No"}', '{"code":"0"}', 'null', '[]', ''])
      expect(readEngineRefusal(other)).toBeNull()
  })

  it.each([
    ['https://a.example', 'https://a.example/socket.io/'],
    ['wss://a.example/socket.io', 'https://a.example/socket.io/'],
    ['ws://a.example/x/?EIO=3&transport=websocket&sid=1&room=5', 'http://a.example/x/?room=5'],
  ])('is at %s', (typed, engine) => {
    expect(engineAddress(typed).href).toBe(engine)
  })
})

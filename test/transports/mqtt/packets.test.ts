import fc from 'fast-check'
import { generate, type Packet } from 'mqtt-packet'
import { describe, expect, it } from 'vitest'
import { MalformedPacket } from '../../../src-main/transports/mqtt/bytes'
import { decodePacket } from '../../../src-main/transports/mqtt/decode'
import { createPacketSplitter, type Piece } from '../../../src-main/transports/mqtt/packet-splitter'
import type { ServerPacket } from '../../../src-main/transports/mqtt/packets'

const LIMIT = 1_000

function decoded(pieces: readonly Piece[], version: 4 | 5 = 5): ServerPacket[] {
  return pieces.map((piece) => {
    if (!('body' in piece)) throw new Error('passed over')
    return decodePacket(piece.header, piece.body, version)
  })
}

/** As another implementation writes them. */
const SAMPLES: Packet[] = [
  {
    cmd: 'connack',
    sessionPresent: true,
    reasonCode: 0,
    properties: { serverKeepAlive: 30, maximumQoS: 1, reasonString: 'grüezi' },
  } as Packet,
  { cmd: 'suback', messageId: 7, granted: [0, 1, 0x87], reasonCode: 0, properties: { reasonString: 'no' } } as Packet,
  {
    cmd: 'publish',
    topic: 'news/tech',
    payload: '“Sparrow” läuft',
    qos: 1,
    messageId: 513,
    dup: true,
    retain: true,
    properties: {
      payloadFormatIndicator: true,
      messageExpiryInterval: 3600,
      contentType: 'text/plain',
      topicAlias: 3,
      subscriptionIdentifier: 9,
      responseTopic: 'r',
      correlationData: Buffer.from([0, 1]),
      userProperties: { title: 'A', tag: ['x', 'y'] },
    },
  },
  { cmd: 'publish', topic: '', payload: '', qos: 0, dup: false, retain: false, properties: { topicAlias: 3 } },
  {
    cmd: 'publish',
    topic: 'two',
    payload: Buffer.alloc(300, 0x61),
    qos: 2,
    messageId: 65_535,
    dup: false,
    retain: false,
  },
  { cmd: 'pubrel', messageId: 65_535, reasonCode: 0 } as Packet,
  { cmd: 'pingresp' },
  { cmd: 'unsuback', messageId: 8, granted: [0] } as Packet,
  { cmd: 'disconnect', reasonCode: 0x8e, properties: { reasonString: 'taken over' } } as Packet,
]
const BYTES = Buffer.concat(SAMPLES.map((packet) => generate(packet, { protocolVersion: 5 })))

describe('packets of a broker', () => {
  it('are read as another implementation wrote them', () => {
    const packets = decoded(createPacketSplitter(LIMIT).push(BYTES))
    expect(packets).toMatchObject([
      {
        type: 'connack',
        sessionPresent: true,
        code: 0,
        properties: { serverKeepAliveSeconds: 30, maximumQos: 1, reason: 'grüezi' },
      },
      { type: 'suback', packetId: 7, codes: [0, 1, 0x87], reason: 'no' },
      {
        type: 'publish',
        topic: 'news/tech',
        packetId: 513,
        qos: 1,
        again: true,
        retained: true,
        properties: {
          isText: true,
          expirySeconds: 3600,
          contentType: 'text/plain',
          topicAlias: 3,
          user: [
            ['title', 'A'],
            ['tag', 'x'],
            ['tag', 'y'],
          ],
        },
        payload: Buffer.from('“Sparrow” läuft'),
      },
      { type: 'publish', topic: '', packetId: null, qos: 0, properties: { topicAlias: 3, user: [] } },
      { type: 'publish', topic: 'two', packetId: 65_535, qos: 2, payload: Buffer.alloc(300, 0x61) },
      { type: 'pubrel', packetId: 65_535, code: 0 },
      { type: 'pingresp' },
      { type: 'other', name: 'UNSUBACK' },
      { type: 'disconnect', code: 0x8e, reason: 'taken over' },
    ])
  })

  it('are read without properties where the broker speaks 3.1.1', () => {
    const old = Buffer.concat([
      generate({ cmd: 'connack', sessionPresent: false, returnCode: 5 } as Packet, { protocolVersion: 4 }),
      generate({ cmd: 'publish', topic: 'a', payload: 'b', qos: 1, messageId: 1, dup: false, retain: false }),
      generate({ cmd: 'suback', messageId: 1, granted: [128] } as Packet),
    ])
    expect(decoded(createPacketSplitter(LIMIT).push(old), 4)).toMatchObject([
      { type: 'connack', sessionPresent: false, code: 5 },
      { type: 'publish', topic: 'a', packetId: 1, payload: Buffer.from('b') },
      { type: 'suback', codes: [128] },
    ])
  })

  it('are the same byte by byte and at random cuts', () => {
    const whole = decoded(createPacketSplitter(LIMIT).push(BYTES))
    const single = createPacketSplitter(LIMIT)
    expect(decoded([...BYTES].flatMap((byte) => single.push(Buffer.from([byte]))))).toEqual(whole)
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }), (cuts) => {
        const splitter = createPacketSplitter(LIMIT)
        const pieces: Piece[] = []
        for (let at = 0, turn = 0; at < BYTES.length; turn += 1) {
          const length = cuts[turn % cuts.length] ?? 1
          pieces.push(...splitter.push(BYTES.subarray(at, at + length)))
          at += length
        }
        expect(decoded(pieces)).toEqual(whole)
      }),
    )
  })

  it('over the limit are read past, and how they began is known', () => {
    const large = generate(
      {
        cmd: 'publish',
        topic: 'big/one',
        payload: Buffer.alloc(200_000, 1),
        qos: 1,
        messageId: 77,
        dup: false,
        retain: false,
      },
      { protocolVersion: 5 },
    )
    const bytes = Buffer.concat([large, generate({ cmd: 'pingresp' }), large.subarray(0, 5)])
    for (const size of [1, 7, 70_000, bytes.length]) {
      const splitter = createPacketSplitter(LIMIT)
      const pieces: Piece[] = []
      for (let at = 0; at < bytes.length; at += size) pieces.push(...splitter.push(bytes.subarray(at, at + size)))
      expect(pieces).toHaveLength(2)
      const [passed, next] = pieces
      if (passed === undefined || 'body' in passed) throw new Error('it was kept')
      expect(passed.passedOverBytes).toBeGreaterThan(200_000)
      expect(passed.beginning.subarray(0, 11)).toEqual(large.subarray(4, 15))
      expect(passed.beginning.length).toBeLessThan(66_000)
      expect(next).toMatchObject({ header: 0xd0 })
    }
  })

  it('of random bytes are malformed or something, and never anything else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.constantFrom(4 as const, 5 as const), (bytes, version) => {
        try {
          for (const piece of createPacketSplitter(LIMIT).push(Buffer.from(bytes)))
            if ('body' in piece) decodePacket(piece.header, piece.body, version)
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedPacket)
        }
      }),
      { numRuns: 3_000 },
    )
  })

  it.each([
    ['a length without end', [0x30, 0xff, 0xff, 0xff, 0xff, 0x01]],
    ['quality of service 3', [0x36, 5, 0, 1, 0x61, 0, 1]],
    ['packet identifier 0', [0x32, 6, 0, 1, 0x61, 0, 0, 0]],
    ['no topic and no alias', [0x30, 3, 0, 0, 0]],
    ['a wildcard in a topic', [0x30, 4, 0, 1, 0x23, 0]],
    ['alias 0', [0x30, 7, 0, 1, 0x61, 3, 0x23, 0, 0]],
    ['a property twice', [0x30, 10, 0, 1, 0x61, 6, 0x23, 0, 1, 0x23, 0, 1]],
    ['a property that does not exist', [0x30, 6, 0, 1, 0x61, 2, 0x7f, 0]],
    ['properties longer than the packet', [0x30, 4, 0, 1, 0x61, 9]],
    ['a topic that is no UTF-8', [0x30, 4, 0, 1, 0xff, 0]],
    ['a NUL in a topic', [0x30, 4, 0, 1, 0, 0]],
    ['a packet that ends too early', [0x30, 1, 0]],
    ['a packet of a client', [0x10, 0]],
  ])('with %s are malformed', (_, bytes) => {
    expect(() => decoded(createPacketSplitter(LIMIT).push(Buffer.from(bytes)))).toThrow(MalformedPacket)
  })
})

import { createECDH, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import webpush from 'web-push'
import { sealPush } from '../../src-main/newsroom/seal-push'
import { openPush, publicKeyOf, type PushKeys } from '../../src-main/transports/webpush/decrypt'
import { keysOf, makeKeys, olderKeysOf, renewedOptions } from '../../src-main/transports/webpush/keys'
import { newAddress, placeOf, renewedAddress } from '../../src-main/transports/webpush/address'
import { DEFAULT_CHANNEL_SETTINGS } from '../../src-main/contract/index'

/** RFC 8291 section 5 and appendix A. */
const VECTOR = {
  keys: { privateKey: 'q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94', authSecret: 'BTBZMqHH6r4Tts7J_aSIgg' },
  publicKey: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
  body: 'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
}
const keys = makeKeys()
const subscriber = (of: PushKeys) => ({ p256dh: publicKeyOf(of), auth: of.authSecret })
const textOf = (body: Uint8Array, of = keys) => {
  const opened = openPush(body, of)
  return 'text' in opened ? opened.text.toString('utf8') : opened.fault
}

describe('opening a message', () => {
  it('opens the example of RFC 8291', () => {
    expect(publicKeyOf(VECTOR.keys)).toBe(VECTOR.publicKey)
    expect(textOf(Buffer.from(VECTOR.body, 'base64url'), VECTOR.keys)).toBe('When I grow up, I want to be a watermelon')
  })

  it.each(['', 'ä', 'x'.repeat(3_993)])('opens what web-push and our own newsroom seal (%#)', (text) => {
    const { p256dh, auth } = subscriber(keys)
    if (text !== '') {
      const sealed = webpush.encrypt(p256dh, auth, text, 'aes128gcm')
      expect(sealed.cipherText.length).toBeLessThanOrEqual(4_096)
      expect(textOf(sealed.cipherText)).toBe(text)
    }
    expect(textOf(sealPush(text, subscriber(keys)))).toBe(text)
  })

  it('names what is wrong', () => {
    const body = sealPush('hello', subscriber(keys))
    const changed = (at: number, to: number) => Object.assign(Buffer.from(body), { [at]: to })
    expect(textOf(body.subarray(0, 102))).toBe('tooShort')
    expect(textOf(changed(20, 64))).toBe('badHeader')
    const smallRecord = Buffer.from(body)
    smallRecord.writeUInt32BE(17, 16)
    expect(textOf(smallRecord)).toBe('badHeader')
    smallRecord.writeUInt32BE(18, 16)
    expect(textOf(smallRecord)).toBe('severalRecords')
    expect(textOf(changed(30, (body[30] ?? 0) ^ 1))).toBe('badKey')
    expect(textOf(changed(body.length - 1, (body.at(-1) ?? 0) ^ 1))).toBe('notForUs')
    expect(textOf(body, makeKeys())).toBe('notForUs')
    // Padding that ends in the delimiter of a record that is not the last.
    const other = createECDH('prime256v1')
    other.generateKeys()
    expect(textOf(Buffer.concat([body.subarray(0, 21), other.getPublicKey(), body.subarray(86)]))).toBe('notForUs')
  })

  it('never throws, whatever comes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (bytes, hasHeader) => {
        const body = hasHeader ? Buffer.concat([sealPush('x', subscriber(keys)).subarray(0, 86), bytes]) : bytes
        expect(textOf(body)).toMatch(/^(?:tooShort|badHeader|severalRecords|badKey|notForUs|badPadding)$/)
      }),
    )
  })
})

describe('keys and addresses of a channel', () => {
  it('are made once, and renewed with the old ones kept for thirty days', () => {
    const channel = {
      url: 'https://ntfy.example/upOne?up=1',
      settings: { ...DEFAULT_CHANNEL_SETTINGS, options: { ...keys } },
    }
    expect(keysOf(channel)).toEqual(keys)
    const next = { ...channel, settings: { ...channel.settings, options: renewedOptions(channel, 1_000) } }
    expect(keysOf(next)).not.toEqual(keys)
    expect(olderKeysOf(next)).toEqual([{ ...keys, url: channel.url, until: 1_000 + 30 * 24 * 3_600_000 }])
  })

  it.each([
    '',
    'nonsense',
    '[1]',
    '{"a":1}',
    '[{"url":"x"}]',
    JSON.stringify([{ url: 'x', until: 1, privateKey: 'a', authSecret: 'b' }]),
  ])('damaged options are no keys (%#)', (olderKeys) => {
    const options = { privateKey: randomBytes(3).toString('base64url'), authSecret: 'x', olderKeys }
    const channel = { url: 'https://a.example/b', settings: { ...DEFAULT_CHANNEL_SETTINGS, options } }
    expect(keysOf(channel)).toBeNull()
    expect(olderKeysOf(channel)).toEqual([])
  })

  it('a private key keeps its leading zeros', () => {
    for (let round = 0; round < 600; round += 1)
      expect(Buffer.from(makeKeys().privateKey, 'base64url')).toHaveLength(32)
  })

  it('a server gets a topic, this computer a token, an endpoint stays', () => {
    expect(newAddress('https://ntfy.sh')).toMatch(/^https:\/\/ntfy\.sh\/up[A-Za-z0-9]{12}\?up=1$/)
    expect(newAddress('https://push.example.org/')).toMatch(/^https:\/\/push\.example\.org\/up[A-Za-z0-9]{40}\?up=1$/)
    expect(newAddress('https://push.example.org/upMine')).toBe('https://push.example.org/upMine?up=1')
    expect(newAddress('http://127.0.0.1:7718/wire/webpush?up=1')).toBe('http://127.0.0.1:7718/wire/webpush?up=1')
    expect(newAddress('webpush://localhost')).toMatch(/^webpush:\/\/localhost\/[A-Za-z0-9]{32}$/)
    expect(placeOf('http://127.0.0.1:7718/wire/webpush?up=1')).toEqual({
      way: 'server',
      base: 'http://127.0.0.1:7718/wire/',
      topic: 'webpush',
    })
    expect(renewedAddress('http://127.0.0.1:7718/wire/webpush?up=1')).toMatch(
      /^http:\/\/127\.0\.0\.1:7718\/wire\/up[A-Za-z0-9]{40}\?up=1$/,
    )
    expect(renewedAddress('webpush://localhost/abc')).not.toContain('abc')
  })
})

import { createCipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto'

/** What a subscriber gave us, as browsers hand it out. */
export interface SubscriberKeys {
  /** Its public key, an uncompressed P-256 point, base64url. */
  p256dh: string
  /** 16 bytes, base64url. */
  auth: string
}

const RECORD_SIZE = 4_096
const LAST_RECORD = 0x02

/** Encrypts a message for a subscriber as a sender of Web Push does (RFC 8291 section 3): one record of aes128gcm. */
export function sealPush(text: string, { p256dh, auth }: SubscriberKeys): Buffer {
  const subscriber = Buffer.from(p256dh, 'base64url')
  const sender = createECDH('prime256v1')
  const senderKey = sender.generateKeys()
  const derive = (material: Buffer, salt: Buffer, info: string | Buffer, length: number): Buffer =>
    Buffer.from(hkdfSync('sha256', material, salt, info, length))

  const keyInfo = Buffer.concat([Buffer.from('WebPush: info\0'), subscriber, senderKey])
  const material = derive(sender.computeSecret(subscriber), Buffer.from(auth, 'base64url'), keyInfo, 32)
  const salt = randomBytes(16)
  const key = derive(material, salt, 'Content-Encoding: aes128gcm\0', 16)
  const nonce = derive(material, salt, 'Content-Encoding: nonce\0', 12)
  const cipher = createCipheriv('aes-128-gcm', key, nonce)
  const record = Buffer.concat([
    cipher.update(Buffer.concat([Buffer.from(text), Buffer.of(LAST_RECORD)])),
    cipher.final(),
    cipher.getAuthTag(),
  ])
  const size = Buffer.alloc(4)
  size.writeUInt32BE(Math.max(RECORD_SIZE, record.length))
  return Buffer.concat([salt, size, Buffer.of(senderKey.length), senderKey, record])
}

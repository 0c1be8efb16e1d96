import { createDecipheriv, createECDH, hkdfSync } from 'node:crypto'

/** What a subscription's owner keeps to itself. base64url without padding. */
export interface PushKeys {
  /** The scalar of a P-256 key, 32 bytes. */
  privateKey: string
  /** 16 random bytes that the sender knows too. */
  authSecret: string
}

/** What came out, or one word for why nothing did. */
export type Opened =
  { text: Buffer } | { fault: 'tooShort' | 'badHeader' | 'severalRecords' | 'badKey' | 'notForUs' | 'badPadding' }

const SALT_BYTES = 16
/** RFC 8188 section 2.1: salt, record size, length of the key id; RFC 8291 section 4: the key id is the sender's key. */
const KEY_BYTES = 65
const HEADER_BYTES = SALT_BYTES + 4 + 1 + KEY_BYTES
const TAG_BYTES = 16
/** RFC 8188 section 2: the least record, a delimiter and its tag. */
const LEAST_RECORD_BYTES = TAG_BYTES + 1 + 1
const LAST_RECORD = 0x02

/** Opens a message of Web Push: one record of `aes128gcm` (RFC 8291 section 3.4). Never throws for what is in it. */
export function openPush(body: Uint8Array, keys: PushKeys): Opened {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  if (bytes.length < HEADER_BYTES + TAG_BYTES + 1) return { fault: 'tooShort' }
  const salt = bytes.subarray(0, SALT_BYTES)
  const recordSize = bytes.readUInt32BE(SALT_BYTES)
  if (bytes[SALT_BYTES + 4] !== KEY_BYTES || recordSize < LEAST_RECORD_BYTES) return { fault: 'badHeader' }
  const senderKey = bytes.subarray(SALT_BYTES + 5, HEADER_BYTES)
  const record = bytes.subarray(HEADER_BYTES)
  // RFC 8291 section 4: a push message is a single record.
  if (record.length > recordSize) return { fault: 'severalRecords' }

  const ecdh = createECDH('prime256v1')
  ecdh.setPrivateKey(keys.privateKey, 'base64url')
  const shared = sharedSecret(ecdh, senderKey)
  if (shared === null) return { fault: 'badKey' }
  const keyInfo = Buffer.concat([Buffer.from('WebPush: info\0'), ecdh.getPublicKey(), senderKey])
  const material = derive(shared, Buffer.from(keys.authSecret, 'base64url'), keyInfo, 32)
  const key = derive(material, salt, 'Content-Encoding: aes128gcm\0', 16)
  const nonce = derive(material, salt, 'Content-Encoding: nonce\0', 12)
  const padded = decrypted(key, nonce, record)
  return padded === null ? { fault: 'notForUs' } : withoutPadding(padded)
}

/** The public part, as senders are given it (`p256dh`): an uncompressed point, base64url. */
export function publicKeyOf({ privateKey }: PushKeys): string {
  const ecdh = createECDH('prime256v1')
  ecdh.setPrivateKey(privateKey, 'base64url')
  return ecdh.getPublicKey('base64url')
}

function derive(material: Buffer, salt: Buffer, info: string | Buffer, length: number): Buffer {
  return Buffer.from(hkdfSync('sha256', material, salt, info, length))
}

/** Null when the sender's key is no point of the curve. */
function sharedSecret(ecdh: ReturnType<typeof createECDH>, senderKey: Buffer): Buffer | null {
  try {
    return ecdh.computeSecret(senderKey)
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null
    throw error
  }
}

/** Null when it was sealed for somebody else, or touched on the way. */
function decrypted(key: Buffer, nonce: Buffer, record: Buffer): Buffer | null {
  const decipher = createDecipheriv('aes-128-gcm', key, nonce)
  decipher.setAuthTag(record.subarray(record.length - TAG_BYTES))
  const padded = decipher.update(record.subarray(0, record.length - TAG_BYTES))
  try {
    return Buffer.concat([padded, decipher.final()])
  } catch (error) {
    // OpenSSL names no code for a tag that does not fit; nothing else can fail here.
    if (error instanceof Error) return null
    throw error
  }
}

/** RFC 8188 section 2: zeros after the delimiter, which is 2 in the last record. */
function withoutPadding(padded: Buffer): Opened {
  let end = padded.length - 1
  while (end >= 0 && padded[end] === 0) end -= 1
  return end >= 0 && padded[end] === LAST_RECORD ? { text: padded.subarray(0, end) } : { fault: 'badPadding' }
}

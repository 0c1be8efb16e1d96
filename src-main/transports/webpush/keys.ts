import { createECDH, randomBytes, randomInt } from 'node:crypto'
import { readOptions, WEBPUSH, type Options, type OptionsOf } from '../../contract/index'
import type { Channel } from '../../core/ports'
import type { PushKeys } from './decrypt'

/** How long what was given out before a renewal is still honoured. */
export const HONOURED_MS = 30 * 24 * 60 * 60_000
/** Renewals that are remembered; somebody who renews more often is looking for something else. */
const MAX_OLDER = 10

export type WebPushOptions = OptionsOf<typeof WEBPUSH>
type PushChannel = Pick<Channel, 'url' | 'settings'>

/** Keys that were given out with an address, and until when they are honoured (Unix milliseconds). */
export interface OlderKeys extends PushKeys {
  /** The address of the channel then. */
  url: string
  until: number
}

export const optionsOf = ({ settings }: PushChannel): WebPushOptions => readOptions(WEBPUSH, settings.options)

export function makeKeys(): PushKeys {
  const ecdh = createECDH('prime256v1')
  ecdh.generateKeys()
  // A scalar with leading zeros comes out shorter than the curve's 32 bytes.
  const privateKey = Buffer.from(ecdh.getPrivateKey('hex').padStart(64, '0'), 'hex').toString('base64url')
  return { privateKey, authSecret: randomBytes(16).toString('base64url') }
}

const SIGNS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** A name that nobody guesses. */
export function randomName(length: number): string {
  return Array.from({ length }, () => SIGNS.charAt(randomInt(SIGNS.length))).join('')
}

/** The keys of a channel; null where it was never prepared or they were damaged. */
export function keysOf(channel: PushChannel): PushKeys | null {
  const { privateKey, authSecret } = optionsOf(channel)
  return areKeys({ privateKey, authSecret }) ? { privateKey, authSecret } : null
}

/** What was given out before, newest first, whether still honoured or not. */
export function olderKeysOf(channel: PushChannel): OlderKeys[] {
  const { olderKeys } = optionsOf(channel)
  if (olderKeys === '') return []
  const stored = parsed(olderKeys)
  return (Array.isArray(stored) ? stored : []).filter(isOlder).slice(0, MAX_OLDER)
}

/** The options of a channel after a renewal at `now`. */
export function renewedOptions(channel: PushChannel, now: number): Options {
  const keys = keysOf(channel)
  const before = keys === null ? [] : [{ ...keys, url: channel.url, until: now + HONOURED_MS }]
  const older = [...before, ...olderKeysOf(channel)].slice(0, MAX_OLDER)
  return { ...channel.settings.options, ...makeKeys(), olderKeys: JSON.stringify(older) }
}

function areKeys({ privateKey, authSecret }: PushKeys): boolean {
  if (Buffer.from(authSecret, 'base64url').length !== 16) return false
  try {
    createECDH('prime256v1').setPrivateKey(privateKey, 'base64url')
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false
    throw error
  }
}

function isOlder(value: unknown): value is OlderKeys {
  if (typeof value !== 'object' || value === null) return false
  const { url, until, privateKey, authSecret } = value as Record<string, unknown>
  if (typeof url !== 'string' || typeof until !== 'number') return false
  return typeof privateKey === 'string' && typeof authSecret === 'string' && areKeys({ privateKey, authSecret })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

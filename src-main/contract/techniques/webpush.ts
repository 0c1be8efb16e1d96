import type { Technique } from './option'

/**
 * `webpush:` is this computer itself (the receiver in the settings); a web address is a push server that speaks like
 * ntfy (UnifiedPush), with or without the topic.
 */
export const WEBPUSH = {
  schemes: ['https:', 'http:', 'webpush:'],
  mapping: false,
  polled: false,
  options: [
    /** Take messages that are not encrypted. */
    { type: 'switch', name: 'plain', default: false },
    /** An address that takes subscriptions, as sites have one for browsers; relative to the channel's own. */
    { type: 'text', name: 'announceTo', default: '', maxLength: 2_000, advanced: true },
    /** VAPID public keys that may send; empty: whoever has the address. Through ntfy the signature does not arrive. */
    { type: 'lines', name: 'senders', default: '', maxLength: 10_000, advanced: true },
    { type: 'made', name: 'privateKey', default: '', secret: true },
    { type: 'made', name: 'authSecret', default: '', secret: true },
    /** What was given out before, JSON: see keys.ts. */
    { type: 'made', name: 'olderKeys', default: '', secret: true },
  ],
} as const satisfies Technique

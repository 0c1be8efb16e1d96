import type { Technique } from './option'

/** The address is a server with a topic (`https://ntfy.example/topic`, several with commas) or a server alone. */
export const NTFY = {
  schemes: ['https:', 'http:'],
  mapping: false,
  polled: false,
  options: [
    /** Followed on the same stream as the topics of the address. */
    { name: 'topics', type: 'lines', default: '', maxLength: 8_000 },
    /** Sent as `Authorization: Bearer`. */
    { name: 'token', type: 'secret', default: '', maxLength: 1_000 },
    /** Sent as Basic credentials where there is no token. */
    { name: 'user', type: 'text', default: '', maxLength: 1_000, advanced: true },
    { name: 'password', type: 'secret', default: '', maxLength: 1_000, advanced: true },
    /** How far back a new channel looks in what the server still has; 0: not at all. */
    { name: 'historyHours', type: 'number', default: 12, least: 0, most: 720, advanced: true },
    /** A message of the same sequence takes the place of the one before; off: each is an item of its own. */
    { name: 'replace', type: 'switch', default: false, advanced: true },
  ],
} as const satisfies Technique

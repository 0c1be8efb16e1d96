import type { Technique } from './option'

export const BAYEUX = {
  schemes: ['https:', 'http:', 'wss:', 'ws:'],
  mapping: true,
  polled: false,
  options: [
    /** `*` stands for one part, `**` for all that follow; both only at the end. */
    { name: 'channels', type: 'lines', default: '/**', required: true, maxLength: 8_000 },
    { name: 'connection', type: 'choice', default: 'automatic', choices: ['automatic', 'websocket', 'long-polling'] },
    /** A JSON object for the `ext` field of what we say: many servers take a token there. */
    { name: 'ext', type: 'secret', default: '', maxLength: 8_000 },
    /** Offer the acknowledge extension: servers that know it send again what did not arrive. */
    { name: 'acknowledge', type: 'switch', default: true, advanced: true },
  ],
} as const satisfies Technique

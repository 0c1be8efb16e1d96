import type { Technique } from './option'

export const PUSHER = {
  schemes: ['wss:', 'ws:'],
  mapping: true,
  polled: false,
  options: [
    { name: 'channels', type: 'lines', default: '', required: true, maxLength: 20_000 },
    { name: 'events', type: 'lines', default: '', maxLength: 5_000 },
    { name: 'key', type: 'text', default: '', maxLength: 200, pattern: '[\\w.-]+' },
    { name: 'cluster', type: 'text', default: '', maxLength: 40, pattern: '[a-z0-9-]+' },
  ],
} as const satisfies Technique

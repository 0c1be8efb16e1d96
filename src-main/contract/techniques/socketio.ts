import type { Technique } from './option'

export const SOCKETIO = {
  schemes: ['https:', 'http:', 'wss:', 'ws:'],
  mapping: true,
  polled: false,
  options: [
    { name: 'emit', type: 'lines', default: '', maxLength: 20_000 },
    { name: 'events', type: 'lines', default: '', maxLength: 5_000 },
    { name: 'namespace', type: 'text', default: '/', maxLength: 500, pattern: '/[^,\\s]*' },
    { name: 'auth', type: 'secret', default: '', maxLength: 10_000 },
    { name: 'version', type: 'choice', default: '4', choices: ['4', '2'], advanced: true },
    {
      name: 'transport',
      type: 'choice',
      default: 'automatic',
      choices: ['automatic', 'webSocket', 'polling'],
      advanced: true,
      when: { version: ['4'] },
    },
  ],
} as const satisfies Technique

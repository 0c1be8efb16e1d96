import type { Technique } from './option'

export const SIGNALR = {
  schemes: ['https:', 'http:'],
  mapping: true,
  polled: false,
  options: [
    { name: 'invoke', type: 'lines', default: '', maxLength: 20_000 },
    { name: 'targets', type: 'lines', default: '', maxLength: 5_000 },
    { name: 'token', type: 'secret', default: '', maxLength: 10_000 },
    {
      name: 'transport',
      type: 'choice',
      default: 'automatic',
      choices: ['automatic', 'webSockets', 'serverSentEvents', 'longPolling', 'withoutNegotiation'],
      advanced: true,
    },
    { name: 'comeBack', type: 'switch', default: false, advanced: true },
  ],
} as const satisfies Technique
